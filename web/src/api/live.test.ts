import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askAnew, listen, type Topic } from './live';

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 1;
  onopen = () => {};
  onerror = () => {};
  constructor(readonly url: string) {
    super();
    Stream.all.push(this);
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
  fails(readyState: number) {
    this.readyState = readyState;
    this.onerror();
  }
}
const newest = () => Stream.all.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  Stream.all = [];
  vi.stubGlobal('EventSource', Stream);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('hears, and at the first opening nothing was missed', () => {
  const hear = vi.fn();
  const missed = vi.fn();
  listen('/events', 'changed', hear, missed);
  newest().onopen();
  newest().dispatchEvent(new MessageEvent('changed', { data: 'orders' }));
  expect(hear).toHaveBeenCalledWith('orders');
  expect(missed).not.toHaveBeenCalled();
});

it('asks for what it missed once the browser has found the connection again', () => {
  const missed = vi.fn();
  const told: boolean[] = [];
  listen('/events', 'changed', vi.fn(), missed, (live) => told.push(live));
  newest().onopen();
  newest().fails(0);
  newest().onopen();
  expect(missed).toHaveBeenCalledTimes(1);
  expect(told).toEqual([true, false, true]);
  expect(Stream.all).toHaveLength(1);
});

it('opens a refused stream again after 5 s, then after 10', () => {
  listen('/events', 'changed', vi.fn(), vi.fn());
  newest().fails(Stream.CLOSED);
  vi.advanceTimersByTime(4_999);
  expect(Stream.all).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(Stream.all).toHaveLength(2);
  newest().fails(Stream.CLOSED);
  vi.advanceTimersByTime(9_999);
  expect(Stream.all).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(Stream.all).toHaveLength(3);
});

it('opens nothing any more once it was ended', () => {
  const end = listen('/events', 'changed', vi.fn(), vi.fn());
  newest().fails(Stream.CLOSED);
  end();
  vi.advanceTimersByTime(120_000);
  expect(Stream.all).toHaveLength(1);
});

it('asks anew what changes with a run: the syncs, the schedule, and Home, which says how it ended', async () => {
  const client = new QueryClient();
  const topics: Topic[] = ['home', 'runs', 'syncs', 'schedule', 'orders', 'accounts'];
  topics.forEach((topic) => client.setQueryData([topic, 'all'], topic));
  await askAnew(client, ['runs']);
  expect(topics.filter((topic) => client.getQueryState([topic, 'all'])?.isInvalidated)).toEqual(['home', 'runs', 'syncs', 'schedule']);
});
