// One external order: receipt at the left, where it stands at the right, below it timeline, payload and differences.
import { useQuery } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { useConfirm } from '../../components/Confirm';
import { Copy } from '../../components/Copy';
import { FormPage } from '../../components/form/FormPage';
import { backTo } from '../../components/form/siblings';
import { Shown } from '../../components/fields';
import { Amount } from '../../components/Amount';
import { Receipt } from '../../components/Receipt';
import { Loaded } from '../../components/states';
import { Tabs, type Page } from '../../components/Tabs';
import { Time } from '../../components/Time';
import { stateOf } from '../../format/states';
import { useSync } from '../../hooks/queries';
import { useAction } from '../../hooks/useAction';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { Arithmetic, useArithmetic } from './Arithmetic';
import { Decisions } from './Decisions';
import { Differences } from './Differences';
import { isLost, OrderStatus } from './OrderStatus';
import { PayloadTab } from './PayloadTab';
import { PickingTable } from './PickingTable';
import { Timeline } from './Timeline';
import { orderTopics, useIgnore, useTriedWords } from './useOrderActions';

type OrderDetail = Schemas['OrderDetail'];

export function OrderPage({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['orders', 'one', id], queryFn: () => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })) });
  return <Loaded query={query}>{(order) => <OrderForm order={order} />}</Loaded>;
}

function OrderForm({ order }: { order: OrderDetail }) {
  const { t } = useTranslator();
  const mayOperate = useMay('operate');
  const confirm = useConfirm();
  const ignore = useIgnore();
  const tried = useTriedWords();
  const reverse = useAction((seen: OrderDetail['attention']) => ask(api.POST('/api/v1/orders/{id}/reverse', { params: { path: { id: order.key } }, body: { seen } })), { topics: orderTopics, done: t('The reversal is booked') });
  const again = useAction(() => ask(api.POST('/api/v1/orders/{id}/retry', { params: { path: { id: order.key } }, body: { again: true } })), { topics: orderTopics, done: (now) => tried(now.state === 'booked' ? 1 : 0) });
  const sum = useArithmetic(order);
  const sync = useSync((order.pos_order && order.sync) || null).data?.data;
  const booked = order.pos_order;
  const lost = isLost(order);
  const gone = t('It was booked, and the Point of Sale has it no more.');
  const askReverse = async () => {
    const yes = await confirm({ title: t('Book the reversal?'), danger: true, action: t('Book the reversal'),
      text: <><p className="strong"><bdi>{order.external_id}</bdi> · <Amount value={booked?.total} currency={booked?.currency} /></p><p>{t('A refund of the whole order is booked in the open session: its payments go back and its stock returns. The sale itself stays as it is.')}</p></> });
    if (yes) reverse.mutate(order.attention);
  };
  const askAgain = async () => {
    if (await confirm({ title: t('Book again'), action: t('Book again'), text: gone })) again.mutate();
  };
  const notice = order.error ?? order.attention ?? (lost ? { message: gone } : null);
  const pages: Page[] = [
    { id: 'timeline', title: t('Timeline'), content: <Timeline steps={order.timeline} /> },
    { id: 'payload', title: t('Payload'), content: <PayloadTab id={order.key} /> },
    { id: 'differences', title: t('Differences'), content: <Differences order={order} /> },
  ];
  return (
    <>
      <FormPage
        crumbs={[{ label: t('External Orders'), href: backTo('/orders') }, { label: order.external_id }]}
        buttons={mayOperate && (
          <>
            <Decisions order={order} ignore={ignore.ask} />
            {lost ? <Button kind="primary" busy={again.isPending} onClick={() => void askAgain()}>{t('Book again')}</Button>
              : order.state === 'booked' && order.kind === 'sale' && <Button busy={reverse.isPending} onClick={() => void askReverse()}>{t('Book the reversal')}</Button>}
          </>
        )}
        status={<OrderStatus order={order} />}>
        {notice && (
          <div className={order.state === 'booked' ? 'notice notice-amber' : 'notice notice-red'}>
            <p className="strong wrap">{notice.message}</p>
          </div>
        )}
        {order.pos_trouble && <div className="notice notice-amber wrap">{booked ? t('The Point of Sale could not be asked; this is what was read of it last.') : t('The Point of Sale could not be asked: whether it is booked there is not known.')} {order.pos_trouble.message}</div>}
        {order.warnings.map((warning, at) => warning && <div key={at} className="notice notice-amber wrap">{warning.message}</div>)}
        <div className="split order-split">
          <div className="stack">
            <div className="sheet">
              <div className="sheet-head">
                <div className="title">
                  <div className="muted">{order.kind === 'refund' ? t('Refund') : t('Order')}</div>
                  <h2 className="order-title"><bdi>{order.external_id}</bdi> <Copy text={order.external_id} /></h2>
                </div>
                <StateBadge state={stateOf(order)} />
              </div>
              {booked ? <Receipt order={booked} />
                : sum ? <Arithmetic order={order} sum={sum} />
                : <p className="muted">{order.pos_trouble ? t('The payload below shows what the source sent.') : t('Not booked. The payload below shows what the source sent.')}</p>}
            </div>
            {booked?.picking && (
              <div className="sheet">
                <h2>{t('Transfer')}</h2>
                <PickingTable picking={booked.picking} />
              </div>
            )}
          </div>
          <div className="sheet fields">
            <h2>{t('In the Point of Sale')}</h2>
            <Shown label={t('POS Order')}>{booked && <span className="row row-tight"><bdi>{booked.name ?? booked.reference}</bdi><Copy text={booked.name ?? booked.reference} /></span>}</Shown>
            {booked && <Shown label={t('Status')}><StateBadge state={booked.state} /></Shown>}
            {booked && <Shown label={t('Session')}>{booked.session && <Link href={sync?.connection ? `/pos/sessions?connection=${encodeURIComponent(sync.connection)}` : `/pos/sessions/${encodeURIComponent(booked.session)}`}><bdi>{booked.session}</bdi></Link>}</Shown>}
            {booked && <Shown label={t('POS Configuration')}><bdi>{booked.pos_config}</bdi></Shown>}
            {booked && <Shown label={t('Receipt Number')}><bdi dir="ltr" className="mono">{booked.reference}</bdi></Shown>}
            {order.pos_url && <Shown label={t('In Odoo')}><a href={order.pos_url} target="_blank" rel="noopener noreferrer">{t('Open in Odoo')}</a></Shown>}
            <h2>{t('At the source')}</h2>
            <Shown label={t('Sync')}>{order.sync && <Link href={`/syncs/${encodeURIComponent(order.sync)}`}><bdi>{order.sync}</bdi></Link>}</Shown>
            <Shown label={t('Total')}><Amount value={order.total} currency={order.currency} /></Shown>
            <Shown label={t('Date')}><Time iso={order.date} shows="both" /></Shown>
            <Shown label={t('Received')}><Time iso={order.received_at} shows="both" /></Shown>
            <Shown label={t('Attempts')}>{order.attempts}</Shown>
            <Shown label={t('Key')}><span className="row row-tight"><bdi className="mono wrap">{order.key}</bdi><Copy text={order.key} /></span></Shown>
            <a href={`/api/v1/orders/${encodeURIComponent(order.key)}`} target="_blank" rel="noopener">{t('View as JSON')}</a>
          </div>
        </div>
        <div className="sheet"><Tabs label={t('More of this order')} pages={pages} /></div>
      </FormPage>
      {ignore.dialog}
    </>
  );
}
