import { expect, it } from 'vitest';
import type { Schemas } from '../../api/client';
import { countWaiting, isBeingBooked, type Shown } from './waiting';

type Group = Schemas['AttentionGroup'];

const group = (cause: string, orders: number, more: Partial<Group> = {}): Group => ({
  cause, code: cause, message: cause, kind: 'parked', remedy: 'fix', raised_at: null, orders, total: null, currency: null, syncs: ['Shop'], examples: [], fix: null, ...more,
});
const list = (...items: Group[]): Shown => ({ items, need_you: 9, waiting: 3 });
const order = (key: string) => ({ key }) as Schemas['Order'];

it('counts what waits for a cause, and nothing once no order does', () => {
  expect(countWaiting(list(group('product_not_found', 4), group('not_fully_paid', 2)), 'product_not_found')).toBe(4);
  expect(countWaiting(list(group('not_fully_paid', 2)), 'product_not_found')).toBe(0);
});

it('counts of all only what Retry all tries', () => {
  expect(countWaiting(list(group('changed_after_booking', 2, { kind: 'attention' }), group('not_shown', 1), group('product_not_found', 6)))).toBe(9);
});

it('sees whether what left a cause is only being booked', () => {
  const left = group('product_not_found', 2, { examples: ['shop/640', 'shop/639'] });
  expect(isBeingBooked(left, [order('shop/100'), order('shop/639')])).toBe(true);
  expect(isBeingBooked(left, [order('shop/100')])).toBe(false);
});
