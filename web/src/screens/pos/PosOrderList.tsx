// Point of Sale → Orders: what is booked. A row opens the external order it came from.
import { api, ask, type Schemas } from '../../api/client';
import { useLocation } from '../../app/location';
import { Amount } from '../../components/Amount';
import { Badge, StateBadge } from '../../components/Badge';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { isNegative } from '../../format/decimal';
import { stateWords } from '../../format/states';
import { dayIn } from '../../format/time';
import { useZone } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';
import { useDateFilters } from '../orders/dateFilters';

type PosOrder = Schemas['PosOrder'];

const posOrderHref = (order: PosOrder): string => (order.key ? `/orders/${encodeURIComponent(order.key)}` : `/pos/orders/${encodeURIComponent(order.name ?? order.reference)}`);

export function PosOrderList() {
  const { t } = useTranslator();
  const zone = useZone();
  const { search } = useLocation();
  const session = search.get('session');
  const columns: Column<PosOrder>[] = [
    { id: 'name', title: t('Order Ref'), kind: 'name', cell: (order) => <bdi>{order.name}</bdi>, value: (order) => order.name },
    { id: 'external_id', title: t('External Order ID'), cell: (order) => <bdi>{order.external_id}</bdi>, value: (order) => order.external_id },
    { id: 'session', title: t('Session'), cell: (order) => <bdi>{order.session}</bdi>, value: (order) => order.session },
    { id: 'date', title: t('Date'), cell: (order) => <Time iso={order.date} />, value: (order) => order.date, sort: 'date' },
    { id: 'reference', title: t('Receipt Number'), cell: (order) => <bdi dir="ltr" className="mono">{order.reference}</bdi>, value: (order) => order.reference, optional: 'hide' },
    { id: 'pos_config', title: t('Point of Sale'), cell: (order) => <bdi>{order.pos_config}</bdi>, value: (order) => order.pos_config, optional: 'show' },
    { id: 'payments', title: t('Payments'), cell: (order) => <bdi>{methods(order)}</bdi>, value: methods, optional: 'show' },
    { id: 'tax', title: t('Taxes'), kind: 'amount', total: true, cell: (order) => <Amount value={order.tax} currency={order.currency} />, value: (order) => order.tax, optional: 'hide' },
    { id: 'total', title: t('Total'), kind: 'amount', total: true, cell: (order) => <Amount value={order.total} currency={order.currency} />, value: (order) => order.total, sort: 'total' },
    { id: 'picking', title: t('Transfer'), cell: (order) => order.picking && <bdi>{order.picking.name}</bdi>, value: (order) => order.picking?.name, optional: 'hide' },
    { id: 'state', title: t('Status'), cell: (order) => <span className="row row-tight"><StateBadge state={order.state} />{isNegative(order.total) && <Badge tone="grey">{t('Refund')}</Badge>}</span>, value: (order) => t(stateWords(order.state).word) },
  ];
  const filters: Filter<PosOrder>[] = [
    { id: 'sales', label: t('Sales'), section: 'kind', params: { kind: 'sale' } },
    { id: 'refunds', label: t('Refunds'), section: 'kind', params: { kind: 'refund' } },
    ...useDateFilters<PosOrder>(zone),
  ];
  const groupings: Grouping<PosOrder>[] = [
    { id: 'session', label: t('Session'), of: (order) => order.session ?? '' },
    { id: 'pos', label: t('Point of Sale'), of: (order) => order.pos_config },
    { id: 'day', label: t('Date'), of: (order) => dayIn(order.date, zone) },
    { id: 'payments', label: t('Payments'), of: methods },
    { id: 'state', label: t('Status'), of: (order) => order.state, show: (state) => <StateBadge state={state} /> },
  ];
  return (
    <ListView<PosOrder> name="pos-orders" topic="pos" columns={columns} filters={filters} groupings={groupings}
      crumbs={[{ label: t('Point of Sale'), href: '/pos/orders' }, ...(session ? [{ label: session, href: `/pos/sessions/${encodeURIComponent(session)}` }] : []), { label: t('Orders') }]}
      extraParams={{ session }}
      fetchPage={(params, page) => ask(api.GET('/api/v1/pos/orders', { params: { query: { ...params, ...page } } }))}
      keyOf={(order) => order.name ?? order.reference} nameOf={(order) => order.name ?? order.reference} hrefOf={posOrderHref} currencyOf={(order) => order.currency}
      totals={(page) => (typeof page.total === 'string' ? { total: <Amount value={page.total} currency={page.items[0]?.currency} /> } : undefined)}
      searchPlaceholder={t('Order, receipt number, or external id…')}
      empty={<EmptyState title={t('No order is booked yet')}>{t('Orders appear here, paid and with their stock moved, as soon as a sync has booked them. Press Sync Now on a sync, or wait for the schedule.')}</EmptyState>} />
  );
}

function methods(order: PosOrder): string {
  return [...new Set(order.payments.filter((payment) => !payment.is_change).map((payment) => payment.method))].join(', ');
}
