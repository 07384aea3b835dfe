// Where the reader is. The address bar is the only state: a screen with its filters can be sent to a colleague.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const guards = new Set<() => boolean>();

function announce() {
  snapshot = read();
  listeners.forEach((listener) => listener());
}

interface Location {
  path: string;
  search: URLSearchParams;
}

function read(): Location {
  return { path: window.location.pathname, search: new URLSearchParams(window.location.search) };
}
let snapshot = read();

const placeOf = (state: unknown): number => (typeof state === 'object' && state !== null && 'place' in state ? Number(state.place) : 0);

// Where this entry stands in the browser's history, so that a step that was not meant can be taken back.
let place = placeOf(window.history.state);
let takingBack = false;

/** The browser's own Back and Forward: the address has changed already when one hears of it. */
function onPopState(event: PopStateEvent) {
  const to = placeOf(event.state);
  if (takingBack) {
    takingBack = false;
    place = to;
    return;
  }
  const leaves = window.location.pathname !== snapshot.path;
  if (leaves && to !== place && !mayLeave()) {
    takingBack = true;
    window.history.go(place - to);
    return;
  }
  place = to;
  announce();
}

window.addEventListener('popstate', onPopState);

/** `ask` answers whether the reader may leave; a form has it here as long as it holds unsaved values. Answers how to take it away. */
export function guardLeaving(ask: () => boolean): () => void {
  guards.add(ask);
  return () => guards.delete(ask);
}

/** Of several forms on a page one asks for all. */
function mayLeave(): boolean {
  const [first] = guards;
  return first === undefined || first();
}

export function navigate(to: string, { replace = false, force = false } = {}): void {
  const target = new URL(to, window.location.href);
  const samePage = target.pathname === window.location.pathname;
  if (!force && !samePage && !mayLeave()) return;
  if (target.href === window.location.href) return;
  if (!replace) place += 1;
  window.history[replace ? 'replaceState' : 'pushState']({ place }, '', target.href);
  announce();
  if (!samePage) window.scrollTo(0, 0);
}

export function setSearch(change: Record<string, string | null>): void {
  const search = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') search.delete(name);
    else search.set(name, value);
  }
  const text = search.toString();
  navigate(window.location.pathname + (text ? `?${text}` : ''), { replace: true });
}

export function useLocation(): Location {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

/** The named parts of `path` by `pattern` ("/orders/:key"), or null; parts are decoded. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (part.startsWith(':')) {
      try {
        params[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) return null;
  }
  return params;
}
