import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { present, subscribe } from './useNow';

const page = Object.assign(new EventTarget(), { hidden: false });
const start = Date.parse('2026-11-22T14:00:00Z');
const minutes = (n: number) => start + n * 60_000;

beforeEach(() => {
  vi.stubGlobal('document', page);
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('moves while it is looked at', () => {
  const heard = vi.fn();
  const stop = subscribe(heard);
  vi.advanceTimersByTime(60_000);
  expect([present(), heard.mock.calls.length]).toEqual([minutes(1), 2]);
  stop();
});

it('is caught up with by the first who looks again', () => {
  subscribe(() => {})();
  vi.advanceTimersByTime(40 * 60_000);
  const stop = subscribe(() => {});
  expect(present()).toBe(minutes(40));
  stop();
});

it('is caught up with when the page is shown again', () => {
  const heard = vi.fn();
  const stop = subscribe(heard);
  page.hidden = true;
  vi.advanceTimersByTime(40 * 60_000);
  expect([present(), heard.mock.calls.length]).toEqual([start, 0]);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  expect([present(), heard.mock.calls.length]).toEqual([minutes(40), 1]);
  stop();
});
