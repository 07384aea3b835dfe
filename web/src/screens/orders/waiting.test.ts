import { describe, expect, it } from 'vitest';
import type { Schemas } from '../../api/client';
import { countWaiting, isBeingBooked, isOpen, waitNoMore, type Shown } from './waiting';

type Group = Schemas['AttentionGroup'];

const group = (cause: string, orders: number, more: Partial<Group> = {}): Group => ({
  cause, code: cause, message: cause, kind: 'parked', remedy: 'fix', raised_at: null, orders, total: null, currency: null, syncs: ['Shop'], examples: [], fix: null, ...more,
});
const list = (...items: Group[]): Shown => ({ items, need_you: 9, waiting: 3 });
const order = (key: string) => ({ key }) as Schemas['Order'];

it('counts of all only what Retry all tries', () => {
  expect(countWaiting(list(group('changed_after_booking', 2, { kind: 'attention' }), group('not_shown', 1), group('product_not_found', 6)))).toBe(9);
});

describe('what was tried', () => {
  const before: Shown = { items: [group('latte', 4), group('not_fully_paid', 2)], need_you: 6, waiting: 0 };
  it('waits no more once as many fewer wait in all', () => {
    expect(waitNoMore(before, { items: [group('not_fully_paid', 2)], need_you: 2, waiting: 0 }, 'latte')).toBe(true);
  });
  it('waits still while its cause stands', () => {
    expect(waitNoMore(before, { items: [group('latte', 1)], need_you: 1, waiting: 0 }, 'latte')).toBe(false);
  });
  it('waits still under another cause', () => {
    expect(waitNoMore(before, { items: [group('mocha', 4), group('not_fully_paid', 2)], need_you: 6, waiting: 0 }, 'latte')).toBe(false);
    expect(waitNoMore(before, { items: [group('no_open_session', 4, { remedy: 'wait' }), group('not_fully_paid', 2)], need_you: 2, waiting: 4 }, 'latte')).toBe(false);
  });
  it('waits still in the hands of a run', () => {
    expect(waitNoMore(before, { items: [group('not_fully_paid', 2)], need_you: 2, waiting: 4 }, 'latte')).toBe(false);
  });
  it('waits no more, of all, once none is left that can be tried', () => {
    expect(waitNoMore(before, { items: [group('not_shown', 1)], need_you: 1, waiting: 0 })).toBe(true);
    expect(waitNoMore(before, { items: [], need_you: 0, waiting: 1 })).toBe(false);
  });
});

it('is open until it is booked or ended, and while a person must see it', () => {
  const open = (state: string, attention: object | null = null) => isOpen({ state, attention } as Schemas['Order']);
  expect(['received', 'posting', 'parked'].every((state) => open(state))).toBe(true);
  expect(['booked', 'ignored', 'skipped'].some((state) => open(state))).toBe(false);
  expect(open('booked', {})).toBe(true);
});

it('sees whether what left a cause is only being booked', () => {
  const left = group('product_not_found', 2, { examples: ['shop/640', 'shop/639'] });
  expect(isBeingBooked(left, [order('shop/100'), order('shop/639')])).toBe(true);
  expect(isBeingBooked(left, [order('shop/100')])).toBe(false);
});
