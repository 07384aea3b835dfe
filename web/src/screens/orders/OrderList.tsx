// External Order Sync → External Orders: every order that a source sent, in whatever state.
import { api, ask, type Schemas } from '../../api/client';
import { useLocation } from '../../app/location';
import { Amount } from '../../components/Amount';
import { Badge, StateBadge } from '../../components/Badge';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { stateOf, stateWords } from '../../format/states';
import { useMay } from '../../hooks/useMe';
import { useZone } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';
import { useDateFilters } from './dateFilters';
import { useIgnore, useRetryMany } from './useOrderActions';
import { canRetryAmongOthers } from './waiting';

type Order = Schemas['Order'];

export function OrderList() {
  const { t } = useTranslator();
  const { search } = useLocation();
  const zone = useZone();
  const mayOperate = useMay('operate');
  const { retry, at } = useRetryMany();
  const ignore = useIgnore();
  const sync = search.get('sync');
  const cause = search.get('cause');
  const states = ['booked', 'parked', 'attention', 'received', 'posting', 'skipped', 'ignored'];
  const stateLabel = (state: string) => (state === 'attention' ? t('Booked, needs you') : t(stateWords(state).word));
  const why = (order: Order) => (order.error ?? order.attention)?.message;

  const columns: Column<Order>[] = [
    { id: 'external_id', title: t('External Order ID'), kind: 'name', cell: (order) => <bdi>{order.external_id}</bdi>, value: (order) => order.external_id },
    { id: 'date', title: t('Date'), cell: (order) => <Time iso={order.date ?? order.received_at} />, value: (order) => order.date ?? order.received_at, sort: 'date' },
    { id: 'sync', title: t('Sync'), cell: (order) => <bdi>{order.sync}</bdi>, value: (order) => order.sync, optional: 'show' },
    { id: 'kind', title: t('Kind'), cell: (order) => (order.kind === 'refund' ? <Badge tone="grey">{t('Refund')}</Badge> : t('Sale')), value: (order) => order.kind, optional: 'hide' },
    { id: 'pos', title: t('POS Order'), cell: (order) => <bdi>{order.pos_order?.name}</bdi>, value: (order) => order.pos_order?.name },
    { id: 'why', title: t('Why'), cell: (order) => <span className="wrap">{why(order)}</span>, value: why },
    { id: 'total', title: t('Total'), kind: 'amount', total: true, cell: (order) => <Amount value={order.total ?? order.pos_order?.total} currency={order.currency ?? order.pos_order?.currency} />, value: (order) => order.total ?? order.pos_order?.total },
    { id: 'state', title: t('Status'), cell: (order) => <StateBadge state={stateOf(order)} />, value: (order) => stateLabel(stateOf(order)) },
    { id: 'attempts', title: t('Attempts'), kind: 'number', cell: (order) => order.attempts, value: (order) => order.attempts, optional: 'hide' },
    { id: 'received', title: t('Received'), cell: (order) => <Time iso={order.received_at} />, value: (order) => order.received_at, optional: 'show', sort: 'received' },
    { id: 'updated', title: t('Last change'), cell: (order) => <Time iso={order.updated_at} />, value: (order) => order.updated_at, optional: 'hide' },
    { id: 'source', title: t('Source Code'), cell: (order) => <bdi>{order.source}</bdi>, value: (order) => order.source, optional: 'hide' },
  ];
  const filters: Filter<Order>[] = [
    ...states.map((state) => ({ id: state, label: stateLabel(state), section: 'state', params: { state } })),
    { id: 'refund', label: t('Refunds'), section: 'kind', test: (order) => order.kind === 'refund' },
    ...useDateFilters<Order>(zone),
  ];
  const groupings: Grouping<Order>[] = [
    { id: 'state', label: t('Status'), of: stateOf, show: (state) => <StateBadge state={state} /> },
    { id: 'why', label: t('Cause'), of: (order) => why(order) ?? '' },
    { id: 'sync', label: t('Sync'), of: (order) => order.sync ?? '' },
    { id: 'kind', label: t('Kind'), of: (order) => (order.kind === 'refund' ? t('Refund') : t('Sale')) },
  ];
  return (
    <>
      <ListView<Order> name="external-orders" topic="orders" columns={columns} filters={filters} groupings={groupings}
        crumbs={[{ label: t('External Order Sync'), href: '/syncs' }, ...(sync ? [{ label: sync, href: `/syncs/${encodeURIComponent(sync)}` }] : []), { label: t('External Orders') }]}
        extraParams={{ sync, cause }}
        fetchPage={(params, page) => ask(api.GET('/api/v1/orders', { params: { query: { ...params, ...page } } }))}
        keyOf={(order) => order.key} nameOf={(order) => order.external_id} hrefOf={(order) => `/orders/${encodeURIComponent(order.key)}`}
        isMuted={(order) => order.state === 'ignored' || order.state === 'skipped'} currencyOf={(order) => order.currency ?? order.pos_order?.currency}
        searchPlaceholder={t('Search by order number…')}
        working={at ?? ignore.at}
        bulk={mayOperate ? [
          { label: t('Retry'), takes: canRetryAmongOthers, act: retry },
          { label: t('Ignore…'), danger: true, takes: (order: Order) => order.state === 'parked' || order.state === 'received' || order.attention !== null, act: ignore.ask },
        ] : undefined}
        empty={<EmptyState title={t('No order has arrived yet')}>{t('Every order that an external system sends is kept here, booked or not. Press Sync Now on a sync to fetch the first ones.')}</EmptyState>} />
      {ignore.dialog}
    </>
  );
}
