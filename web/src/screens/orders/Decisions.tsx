// What a person can press for an order that waits: Retry, or where only a person can decide, what there is to decide.
import { api, ask, type Schemas } from '../../api/client';
import { Button } from '../../components/Button';
import { useConfirm } from '../../components/Confirm';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

type Order = Schemas['Order'];
type Group = Schemas['AttentionGroup'];
type How = { alone?: boolean; both?: boolean };

const isOneOf = (order: Order, codes: string[]) => order.state === 'parked' && codes.includes(order.error?.code ?? '');

/** Held until a person says so of each: no run tries them. */
const held = ['further_refund', 'odoo_no_answer'];

/** Whether Retry all tries the orders of a cause: not those that are booked already, and none that is held. */
export const canRetryTogether = (group: Group) => group.kind !== 'attention' && !held.includes(group.code);

/** Whether such a cause asks a person about each order by itself. */
export const decidedOneByOne = (code: string) => ['sale_not_booked', ...held].includes(code);

/** What can be tried again as it is. What was ignored was ended: only other content of the source opens it again. */
export const canRetry = (order: Order) =>
  !isOneOf(order, ['further_refund']) && (order.state === 'parked' || order.state === 'received' || (order.state === 'posting' && order.error !== null));

export function Decisions({ order, ignore }: { order: Order; ignore: (orders: Order[]) => void }) {
  const { t, tn } = useTranslator();
  const confirm = useConfirm();
  const work = useAction((how: How) => ask(api.POST('/api/v1/orders/{id}/retry', { params: { path: { id: order.key } }, body: how })), {
    topics: ['orders', 'runs', 'syncs', 'pos', 'sessions'],
    done: (now) => (now.state === 'booked' ? tn('{n} order was booked', '{n} orders were booked', 1) : t('Tried again: they still wait.')),
  });
  const press = (label: string, how: How = {}, kind: 'primary' | 'normal' = 'primary') => (
    <Button kind={kind} busy={work.isPending} onClick={() => work.mutate(how)}>{label}</Button>
  );
  const askBoth = async () => {
    const yes = await confirm({ title: t('Book both'), action: t('Book both'),
      text: t('The sale is booked, then this refund. A sale that never came is booked as this refund states it.') });
    if (yes) work.mutate({ both: true });
  };
  return (
    <>
      {isOneOf(order, ['sale_not_booked']) ? (
        <>
          <Button kind="primary" busy={work.isPending} onClick={() => void askBoth()}>{t('Book both')}</Button>
          {press(t('Book the refund alone'), { alone: true }, 'normal')}
        </>
      ) : isOneOf(order, ['further_refund']) ? press(t('Book as a further refund')) : canRetry(order) && press(t('Retry'))}
      {(order.state === 'parked' || order.attention) && <Button onClick={() => ignore([order])}>{t('Ignore…')}</Button>}
    </>
  );
}
