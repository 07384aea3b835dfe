// What was changed in a form, and what it leaves once it is stored. Pure; useForm keeps it.

export const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

export interface Edits<T> {
  edits: Partial<T>;
  from: Partial<T>;
}

/** What is left of the edits once `sent` is stored, and what each of them began from. */
export function settled<T extends object>({ edits, from }: Edits<T>, sent: Partial<T>, stored: T): Edits<T> {
  const left: Edits<T> = { edits: {}, from: {} };
  for (const name of Object.keys(edits) as (keyof T)[]) {
    const stays = !(name in sent);
    if (!stays && same(edits[name], sent[name])) continue;
    left.edits[name] = edits[name];
    left.from[name] = stays ? from[name] : stored[name];
  }
  return left;
}
