// The order of the list from which a form was opened, so that its pager can go to the next record and back to the same search.
import { useLocation } from '../../app/location';

const key = 'ordersync.siblings';

export function rememberSiblings(path: string, hrefs: string): void {
  if (hrefs) sessionStorage.setItem(key, JSON.stringify({ from: path + window.location.search, path, hrefs: hrefs.split('\n') }));
}

interface Siblings {
  from: string;
  path: string;
  hrefs: string[];
}

function read(): Siblings | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Siblings | null;
  } catch {
    return null;
  }
}

export function useSiblings(): { at: number; of: number; previous: string | null; next: string | null } | null {
  const { path } = useLocation();
  const list = read();
  const at = list ? list.hrefs.indexOf(path) : -1;
  if (!list || at < 0) return null;
  return { at: at + 1, of: list.hrefs.length, previous: list.hrefs[at - 1] ?? null, next: list.hrefs[at + 1] ?? null };
}

/** The list with the search that it had when it was left; of a list that stands at several addresses, the one that was left. */
export function backTo(listPath: string, ...others: string[]): string {
  const list = read();
  return list && [listPath, ...others].includes(list.path) ? list.from : listPath;
}
