// CSV that spreadsheets read and cannot be tricked by: a cell of foreign text that a spreadsheet would take for a formula
// is prefixed with an apostrophe (ASVS 1.2.10). Numbers stay numbers.
import { safeZone } from './time';

const looksLikeFormula = /^[\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const plainNumber = /^[+-]?\d+(\.\d+)?$/;

type Cell = string | number | null | undefined;

export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = looksLikeFormula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Beside each column of instants one of the same in the shop's zone: by UTC a late sale stands on another day. */
export function withLocalTimes(header: readonly string[], rows: readonly (readonly Cell[])[], zone: string | undefined): [string[], Cell[][]] {
  const timed = header.map((_, at) => rows.some((row) => instant.test(String(row[at]))));
  const timeZone = safeZone(zone) ?? 'UTC';
  const format = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  const beside = <T>(cells: readonly T[], more: (cell: T) => T): T[] => cells.flatMap((cell, at) => (timed[at] ? [cell, more(cell)] : [cell]));
  return [beside(header, (title) => `${title} (${timeZone})`), rows.map((row) => beside(row, (cell) => (instant.test(String(cell)) ? format.format(new Date(String(cell))) : cell)))];
}

/** RFC 4180 lines after a byte order mark, by which Excel knows UTF-8. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return '\uFEFF' + [header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}
