// Rows that do not move under the cursor: while a list is looked at, live updates change its rows in place and mark them; new
// ones wait behind a note until they are asked for.
import { useEffect, useRef, useState } from 'react';

/** Rows that have changed a moment ago, and how often. */
export type Marks = ReadonlyMap<string, number>;

/** Each row has its own while, which begins anew when it changes once more. Answers the marks with those of `keys`, and what is left of them once these have had their while. */
export function marked(marks: Marks, keys: string[]): { now: Marks; after: (later: Marks) => Marks } {
  const made = new Map(keys.map((key) => [key, (marks.get(key) ?? 0) + 1]));
  return { now: new Map([...marks, ...made]), after: (later) => new Map([...later].filter(([key, n]) => made.get(key) !== n)) };
}

export function useStableRows<T>(rows: T[] | undefined, keyOf: (row: T) => string, scope: string) {
  const shown = useRef<{ scope: string; rows: Map<string, T> } | null>(null);
  const changed = useRef<Marks>(new Map());
  const [, draw] = useState(0);
  const marks = useRef<string[]>([]);
  marks.current = [];

  let fresh = 0;
  if (rows) {
    const now = shown.current;
    if (!now || now.scope !== scope || now.rows.size === 0) {
      shown.current = { scope, rows: new Map(rows.map((row) => [keyOf(row), row])) };
    } else {
      for (const row of rows) {
        const key = keyOf(row);
        const before = now.rows.get(key);
        if (before === undefined) fresh += 1;
        else if (before !== row) {
          if (JSON.stringify(before) !== JSON.stringify(row)) marks.current.push(key);
          now.rows.set(key, row);
        }
      }
    }
  }
  const keys = marks.current.join('\n');
  // The next draw marks nothing; the mark stays for its while, and a row that changes once more is marked again.
  useEffect(() => {
    if (!keys) return;
    const show = (next: Marks) => {
      changed.current = next;
      draw((n) => n + 1);
    };
    const { now, after } = marked(changed.current, keys.split('\n'));
    show(now);
    setTimeout(() => show(after(changed.current)), 4000);
  }, [keys]);

  const present = new Set(rows?.map(keyOf));
  return {
    /** Shown still, but no longer in the list that the service answers. */
    isGone: (row: T) => rows !== undefined && !present.has(keyOf(row)),
    /** While a new question is under way, the rows of the one before. */
    rows: shown.current ? [...shown.current.rows.values()] : undefined,
    fresh,
    changed: changed.current,
    adopt: () => {
      shown.current = null;
      draw((n) => n + 1);
    },
  };
}
