// Point of Sale → Stock: quantities on hand.
import { api, ask, type Schemas } from '../../api/client';
import { Amount } from '../../components/Amount';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter } from '../../components/list/model';
import { isNegative, trimDecimal } from '../../format/decimal';
import { useTranslator } from '../../i18n/i18n';

type Line = Schemas['StockList']['items'][number];

export function StockList() {
  const { t } = useTranslator();
  const columns: Column<Line>[] = [
    { id: 'product', title: t('Product'), kind: 'name', cell: (line) => <bdi>{line.product}</bdi>, value: (line) => line.product, sort: 'product' },
    { id: 'on_hand', title: t('On Hand'), kind: 'number', cell: (line) => <span className={isNegative(line.on_hand) ? 'text-red' : ''}><Amount value={trimDecimal(line.on_hand)} /></span>, value: (line) => line.on_hand, sort: 'on_hand' },
  ];
  const filters: Filter<Line>[] = [{ id: 'negative', label: t('Negative'), section: 'qty', test: (line) => isNegative(line.on_hand) }];
  return (
    <ListView<Line> name="stock" topic="pos" columns={columns} filters={filters} crumbs={[{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Stock') }]}
      fetchPage={(params, page) => ask(api.GET('/api/v1/pos/stock', { params: { query: { ...params, ...page } } }))}
      keyOf={(line) => String(line.product_id)} nameOf={(line) => line.product} hrefOf={(line) => `/pos/products/${line.product_id}`}
      empty={<EmptyState title={t('No stock yet')}>{t('The quantities of storable products will be listed here, as booked orders take from them.')}</EmptyState>} />
  );
}
