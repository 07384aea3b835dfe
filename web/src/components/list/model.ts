// What a list is made of: its columns, filters and groupings. Pure; drawn by ListView.
import type { ReactNode } from 'react';
import { compareDecimals, sumDecimals } from '../../format/decimal';

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** For sorting, grouping and export; a column without it cannot be sorted. */
  value?: (row: T) => string | number | null | undefined;
  kind?: 'number' | 'amount' | 'name';
  /** Amounts are summed in the footer. */
  total?: boolean;
  /** The name by which the service sorts the whole list; others are sorted here, where the whole list is here. */
  sort?: string;
  /** Can be switched off by the reader; 'hide' starts switched off. */
  optional?: 'show' | 'hide';
}

export const isNumber = <T>({ kind }: Column<T>): boolean => kind === 'number' || kind === 'amount';

/** "81-97 / 97": which of how many are shown. A list that goes on says so where nobody counted it. */
export function rangeOf(first: number, shown: number, count: number | null | undefined, goesOn: boolean): string {
  const last = first + shown;
  return `${shown > 0 ? `${first + 1}-${last}` : 0} / ${count ?? (goesOn ? `${last}+` : last)}`;
}

export interface Filter<T> {
  id: string;
  label: string;
  /** Filters of one section exclude one another when the service takes one value only. */
  section: string;
  params?: Record<string, string>;
  test?: (row: T) => boolean;
}

export interface Grouping<T> {
  id: string;
  label: string;
  of: (row: T) => string;
  /** How a group is written; its own text otherwise. */
  show?: (value: string) => ReactNode;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** The search once what was typed is entered; where nothing was, it stays. */
export const searchOnceEntered = (typed: string, search: string): string => typed.trim() || search;

/** What the service is asked for, where it can sort by this column. */
export function sortParam<T>(columns: readonly Column<T>[], sort: Sort | null): Record<string, string> {
  const name = sort && columns.find((each) => each.id === sort.column)?.sort;
  return sort && name ? { sort: (sort.descending ? '-' : '') + name } : {};
}

export function sortRows<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort | null, locale: string): T[] {
  const column = sort && columns.find((each) => each.id === sort.column);
  if (!sort || !column?.value) return [...rows];
  const value = column.value;
  const collator = new Intl.Collator(locale, { numeric: true });
  const compare = (a: T, b: T) => {
    const left = value(a);
    const right = value(b);
    if (left == null || right == null) return left == null ? (right == null ? 0 : 1) : -1;
    const way = sort.descending ? -1 : 1;
    if (typeof left === 'number' && typeof right === 'number') return way * (left - right);
    if (isNumber(column)) return way * compareDecimals(String(left), String(right));
    return way * collator.compare(String(left), String(right));
  };
  return [...rows].sort(compare);
}

/** The set without the value where it has it, else with it. */
export function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

export interface Group<T> {
  value: string;
  rows: T[];
}

export function groupRows<T>(rows: readonly T[], grouping: Grouping<T>): Group<T>[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const value = grouping.of(row);
    const group = groups.get(value);
    if (group) group.push(row);
    else groups.set(value, [row]);
  }
  return [...groups].map(([value, members]) => ({ value, rows: members }));
}

/** One sum for each currency: riyals and dollars have none together. */
export function sumRows<T>(rows: readonly T[], { value }: Column<T>, currencyOf?: (row: T) => string | null | undefined): { currency: string; sum: string }[] {
  const valued = rows.filter((row) => value?.(row) != null);
  return groupRows(valued, { id: '', label: '', of: (row) => currencyOf?.(row) ?? '' })
    .map(({ value: currency, rows: same }) => ({ currency, sum: sumDecimals(same.map((row) => String(value?.(row)))) }));
}
