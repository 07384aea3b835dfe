// Rows that do not move under the cursor: while a list is looked at, live updates change its rows in place and mark them; new
// ones wait behind a note until they are asked for.
import { useEffect, useRef, useState } from 'react';

export function useStableRows<T>(rows: T[] | undefined, keyOf: (row: T) => string, scope: string) {
  const shown = useRef<{ scope: string; rows: Map<string, T> } | null>(null);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
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
  const marked = marks.current.join('\n');
  useEffect(() => {
    if (marked) setChanged(new Set(marked.split('\n')));
  }, [marked]);
  // The next draw marks nothing; the mark stays for its while, and a row that changes once more is marked again.
  useEffect(() => {
    if (changed.size === 0) return;
    const timer = setTimeout(() => setChanged(new Set()), 4000);
    return () => clearTimeout(timer);
  }, [changed]);

  const present = new Set(rows?.map(keyOf));
  return {
    /** Shown still, but no longer in the list that the service answers. */
    isGone: (row: T) => rows !== undefined && !present.has(keyOf(row)),
    /** While a new question is under way, the rows of the one before. */
    rows: shown.current ? [...shown.current.rows.values()] : undefined,
    fresh,
    changed,
    adopt: () => {
      shown.current = null;
      draw((n) => n + 1);
    },
  };
}
