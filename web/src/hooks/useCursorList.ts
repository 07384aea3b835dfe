// A list page by page, by the service's cursors. Keeps the pages' cursors, so that one can go back.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Topic } from '../api/live';

export interface Page<T> {
  items: T[];
  next: string | null;
  count?: number | null;
  total?: string | null;
  /** Of an Odoo: when it was read. */
  read_at?: string | null;
}
export interface PlaceInList {
  limit: number;
  cursor?: string;
}
export type FetchPage<T> = (place: PlaceInList) => Promise<Page<T>>;

const pageSize = 80;

export function useCursorList<T>(topic: Topic, name: string, params: unknown, fetchPage: FetchPage<T>, refetchEvery: number | false = false) {
  const scope = JSON.stringify(params);
  const [place, setPlace] = useState<{ scope: string; cursors: (string | undefined)[] }>({ scope, cursors: [undefined] });
  const cursors = place.scope === scope ? place.cursors : [undefined];
  const cursor = cursors.at(-1);
  const query = useQuery({
    queryKey: [topic, 'list', name, scope, cursor ?? null],
    queryFn: () => fetchPage({ limit: pageSize, cursor }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchEvery,
  });
  // What is shown while another page or filter is asked for has a place in a list that is no longer this one.
  const next = query.isPlaceholderData ? null : query.data?.next ?? null;
  return {
    ...query,
    scope: `${scope} ${cursor ?? ''}`,
    first: (cursors.length - 1) * pageSize,
    forward: next ? () => setPlace({ scope, cursors: [...cursors, next] }) : null,
    back: cursors.length > 1 ? () => setPlace({ scope, cursors: cursors.slice(0, -1) }) : null,
  };
}

/** Every item of a filter, up to about `most`: for exports. */
export async function fetchAll<T>(fetchPage: FetchPage<T>, most = 20_000): Promise<{ items: T[]; complete: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage({ limit: 500, cursor });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor && items.length < most);
  return { items, complete: !cursor };
}
