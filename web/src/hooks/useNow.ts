// The present moment, moving every half minute; stands still while nobody looks, and is caught up with as soon as somebody does.
import { useSyncExternalStore } from 'react';

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function move() {
  if (document.hidden) return;
  now = Date.now();
  listeners.forEach((each) => each());
}

export function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(move, 30_000);
    document.addEventListener('visibilitychange', move);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', move);
  };
}

export const present = (): number => now;

export const useNow = (): number => useSyncExternalStore(subscribe, present);
