// Which orders wait, and how they can be tried again: alone, among others, or each after a word of a person. Pure.
import type { Schemas } from '../../api/client';

type Order = Schemas['Order'];
type Group = Schemas['AttentionGroup'];
/** What Needs attention shows. */
export type Shown = Pick<Schemas['AttentionList'], 'items' | 'need_you' | 'waiting'>;

export const waitsFor = (order: Order, code: string) => order.state === 'parked' && order.error?.code === code;

/** Held until a person says so of each: no run tries them. */
const held = ['further_refund', 'odoo_no_answer', 'not_shown'];

/** Whether Retry all tries the orders of a cause: not those that are booked already, and none that is held. */
export const canRetryTogether = (group: Group) => group.kind !== 'attention' && !held.includes(group.code);

/** Whether such a cause asks a person about each order by itself. */
export const decidedOneByOne = (code: string) => ['sale_not_booked', ...held].includes(code);

/** Whether it still has to be booked, or a person must see it. */
export const isOpen = (order: Order) => order.attention !== null || !['booked', 'ignored', 'skipped'].includes(order.state);

/** What can be tried again as it is. What was ignored was ended: only other content of the source opens it again. */
export const canRetry = (order: Order) =>
  !waitsFor(order, 'further_refund') && (order.state === 'parked' || order.state === 'received' || (order.state === 'posting' && order.error !== null));

/** Whether it may be tried again among others: not what may be booked twice by that. */
export const canRetryAmongOthers = (order: Order) => canRetry(order) && !waitsFor(order, 'not_shown');

/** How many orders wait, of those that Retry all tries. */
export const countWaiting = ({ items, need_you, waiting }: Shown): number =>
  items.filter((group) => !canRetryTogether(group)).reduce((left, group) => left - group.orders, need_you + waiting);

/** Whether those that were tried, of a cause or all, wait no more. What has left its cause may wait for another by now, or be in the hands of a run: then as many wait in all, where these count, too. */
export function waitNoMore(before: Shown, now: Shown, cause?: string): boolean {
  if (cause === undefined) return countWaiting(now) <= 0;
  const ordersOf = ({ items }: Shown) => items.find((group) => group.cause === cause)?.orders ?? 0;
  return ordersOf(now) === 0 && now.need_you + now.waiting <= before.need_you + before.waiting - ordersOf(before);
}

/** Whether orders that stood under a cause are only being booked, of all that are: those may come back to it. */
export const isBeingBooked = ({ examples }: Group, posting: readonly Order[]): boolean => posting.some((order) => examples.includes(order.key));
