// Reads JSON with its numbers as the text they are written in, since JSON.parse would make binary floating point of money.

export type Exact = null | boolean | string | ExactNumber | Exact[] | { [name: string]: Exact };

export class ExactNumber {
  constructor(readonly text: string) {}
}

/** Null where the text is no JSON. */
export function parseExact(text: string): Exact | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let at = 0;
  const blank = () => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const value = (): Exact => {
    blank();
    const letter = text[at];
    if (letter === '{') {
      const object: { [name: string]: Exact } = {};
      at += 1;
      for (blank(); text[at] !== '}'; blank()) {
        if (text[at] === ',') at += 1;
        blank();
        const name = JSON.parse(take(/"(?:[^"\\]|\\.)*"/y)) as string;
        blank();
        at += 1;
        object[name] = value();
      }
      at += 1;
      return object;
    }
    if (letter === '[') {
      const list: Exact[] = [];
      at += 1;
      for (blank(); text[at] !== ']'; blank()) {
        if (text[at] === ',') at += 1;
        list.push(value());
      }
      at += 1;
      return list;
    }
    if (letter === '"') return JSON.parse(take(/"(?:[^"\\]|\\.)*"/y)) as string;
    const word = take(/true|false|null/y);
    if (word) return word === 'null' ? null : word === 'true';
    return new ExactNumber(take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y));
  };
  return value();
}
