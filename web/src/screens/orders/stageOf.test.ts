import { expect, it } from 'vitest';
import type { Schemas } from '../../api/client';
import { stageOf } from './OrderStatus';

type Order = Parameters<typeof stageOf>[0];

const order = (state: Order['state'], steps: string[], more: Partial<Order> = {}): Order =>
  ({ state, attention: null, pos_order: null, pos_trouble: null, timeline: steps.map((step) => ({ step })) as Order['timeline'], ...more });
const pos_order = {} as Schemas['PosOrder'];
const booked = ['received', 'matched', 'intended', 'posted', 'read_back', 'booked'];
const trouble = { code: 'odoo_unreachable', message: '' };

it('is verified once it was read back', () => expect(stageOf(order('booked', booked, { pos_order }))).toEqual({ reached: 3, stopped: null }));
it('is not verified while somebody must see it', () =>
  expect(stageOf(order('booked', booked, { pos_order, attention: { code: 'changed_after_booking', message: '', at: '2026-11-22T14:00:00Z' } }))).toEqual({ reached: 2, stopped: 'attention' }));
it('is not verified when the Point of Sale has it no more', () => expect(stageOf(order('booked', booked))).toEqual({ reached: 2, stopped: 'attention' }));
it('stays verified while the Point of Sale cannot be asked', () => expect(stageOf(order('booked', booked, { pos_trouble: trouble }))).toEqual({ reached: 3, stopped: null }));
it('stopped where it was parked', () => {
  expect(stageOf(order('parked', ['received', 'parked']))).toEqual({ reached: 0, stopped: 'parked' });
  expect(stageOf(order('parked', ['received', 'matched', 'intended', 'parked']))).toEqual({ reached: 1, stopped: 'parked' });
});
