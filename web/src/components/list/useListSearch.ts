// What is searched for, kept in the address: text, filters, grouping, order. Favourites are kept in the browser.
import { useState } from 'react';
import { setSearch, useLocation } from '../../app/location';
import type { Filter, Grouping, Sort } from './model';

interface Favourite {
  name: string;
  search: string;
}

function readFavourites(list: string): Favourite[] {
  try {
    return JSON.parse(localStorage.getItem(`ordersync.favourites.${list}`) ?? '[]') as Favourite[];
  } catch {
    return [];
  }
}

export function useListSearch<T>(list: string, filters: Filter<T>[], groupings: Grouping<T>[]) {
  const { search } = useLocation();
  const [favourites, setFavourites] = useState(() => readFavourites(list));
  const text = search.get('q') ?? '';
  const cause = search.get('cause');
  const chosen = search.get('f')?.split(',') ?? [];
  const grouping = groupings.find((each) => each.id === search.get('g')) ?? null;
  const sortText = search.get('s');
  const sort: Sort | null = sortText ? { column: sortText.replace(/^-/, ''), descending: sortText.startsWith('-') } : null;
  const active = filters.filter((filter) => chosen.includes(filter.id));

  const params: Record<string, string> = {};
  for (const filter of active) Object.assign(params, filter.params);
  if (text) params.q = text;

  const store = (next: Favourite[]) => {
    localStorage.setItem(`ordersync.favourites.${list}`, JSON.stringify(next));
    setFavourites(next);
  };

  return {
    text,
    cause,
    active,
    grouping,
    sort,
    params,
    favourites,
    test: (row: T) => active.every((filter) => filter.test?.(row) ?? true),
    setText: (value: string) => setSearch({ q: value.trim() }),
    toggle: (filter: Filter<T>) => {
      const isOn = chosen.includes(filter.id);
      const others = chosen.filter((id) => id !== filter.id && filters.find((each) => each.id === id)?.section !== filter.section);
      // A cause stands in one state.
      setSearch({ ...(filter.section === 'state' ? { cause: null } : {}), f: (isOn ? chosen.filter((id) => id !== filter.id) : [...others, filter.id]).join(',') });
    },
    group: (id: string | null) => setSearch({ g: id }),
    sortBy: (column: string) => {
      const next = sort?.column !== column ? column : sort.descending ? null : `-${column}`;
      setSearch({ s: next });
    },
    dropCause: () => setSearch({ cause: null }),
    clear: () => setSearch({ q: null, f: null, g: null, cause: null }),
    saveFavourite: (name: string) => store([...favourites.filter((each) => each.name !== name), { name, search: search.toString() }]),
    dropFavourite: (name: string) => store(favourites.filter((each) => each.name !== name)),
    useFavourite: (favourite: Favourite) => {
      const saved = new URLSearchParams(favourite.search);
      setSearch({ cause: saved.get('cause'), q: saved.get('q'), f: saved.get('f'), g: saved.get('g'), s: saved.get('s') });
    },
  };
}

export type ListSearch<T> = ReturnType<typeof useListSearch<T>>;
