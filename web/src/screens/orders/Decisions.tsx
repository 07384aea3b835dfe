// What a person can press for an order that waits: Retry, or where only a person can decide, what there is to decide.
import { api, ask, type Schemas } from '../../api/client';
import { Amount } from '../../components/Amount';
import { Button } from '../../components/Button';
import { useConfirm } from '../../components/Confirm';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { orderTopics, useTriedWords } from './useOrderActions';
import { canRetry, waitsFor } from './waiting';

type Order = Schemas['Order'];
type How = { alone?: boolean; both?: boolean };

export function Decisions({ order, ignore }: { order: Order; ignore: (orders: Order[]) => void }) {
  const { t } = useTranslator();
  const tried = useTriedWords();
  const confirm = useConfirm();
  const work = useAction((how: How) => ask(api.POST('/api/v1/orders/{id}/retry', { params: { path: { id: order.key } }, body: how })), {
    topics: orderTopics, done: (now) => tried(now.state === 'booked' ? 1 : 0),
  });
  const askFirst = async (action: string, text: string, how: How) => {
    if (await confirm({ title: action, danger: true, action, text: <><p className="strong"><bdi>{order.external_id}</bdi> · <Amount value={order.total} currency={order.currency} /></p><p>{text}</p></> })) work.mutate(how);
  };
  return (
    <>
      {waitsFor(order, 'sale_not_booked') ? (
        <>
          <Button kind="primary" busy={work.isPending} onClick={() => void askFirst(t('Book both'), t('The sale is booked, then this refund. A sale that never came is booked as this refund states it.'), { both: true })}>{t('Book both')}</Button>
          <Button busy={work.isPending} onClick={() => void askFirst(t('Book the refund alone'), t('Only the refund is booked: the money goes back, and the sale that it belongs to is not in the Point of Sale.'), { alone: true })}>{t('Book the refund alone')}</Button>
        </>
      ) : waitsFor(order, 'further_refund')
        ? <Button kind="primary" busy={work.isPending} onClick={() => void askFirst(t('Book as a further refund'), t('This sale was refunded before: the money of this refund goes back as well.'), {})}>{t('Book as a further refund')}</Button>
        : waitsFor(order, 'not_shown')
        ? <Button kind="primary" busy={work.isPending} onClick={() => void askFirst(t('Send again'), t('The Point of Sale has accepted this order before. Look there first, by its amount and time: where it stands already, it would be booked twice.'), {})}>{t('Retry')}</Button>
        : canRetry(order) && <Button kind="primary" busy={work.isPending} onClick={() => work.mutate({})}>{t('Retry')}</Button>}
      {(order.state === 'parked' || order.attention) && <Button onClick={() => ignore([order])}>{t('Ignore…')}</Button>}
    </>
  );
}
