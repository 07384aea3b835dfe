// Point of Sale → Products, with the import of a catalogue file.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Amount } from '../../components/Amount';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { trimDecimal } from '../../format/decimal';
import { useMay } from '../../hooks/useMe';
import { useCurrency } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';
import { productTypes } from '../attention/CreateProductDialog';
import { ImportDialog } from './ImportDialog';
import { PlaceBar, PlaceUnknown, placeParams, usePlace } from './place';

type Product = Schemas['Product'];

export function ProductList() {
  const { t } = useTranslator();
  const place = usePlace();
  const inOdoo = place.connection !== '';
  const own = useCurrency();
  const currency = inOdoo ? place.currency : own;
  const mayOperate = useMay('operate');
  const mayAdmin = useMay('admin');
  const [importing, setImporting] = useState(false);
  const typeWord = (product: Product) => productTypes(t).find((each) => each.value === product.type)?.label ?? product.type;
  const sellable = (product: Product) => product.active && product.sale_ok && product.available_in_pos;
  const all: Column<Product>[] = [
    { id: 'name', title: t('Name'), kind: 'name', cell: (product) => <bdi>{product.name}</bdi>, value: (product) => product.name, sort: 'name' },
    { id: 'id', title: t('ID'), kind: 'number', cell: (product) => product.id, value: (product) => product.id, optional: 'show', sort: 'id' },
    { id: 'default_code', title: t('Internal Reference'), cell: (product) => <bdi>{product.default_code}</bdi>, value: (product) => product.default_code, optional: 'show', sort: 'default_code' },
    { id: 'barcode', title: t('Barcode'), cell: (product) => <bdi>{product.barcode}</bdi>, value: (product) => product.barcode, optional: 'hide' },
    { id: 'price', title: t('Sales Price'), kind: 'amount', cell: (product) => <Amount value={product.list_price} currency={currency} />, value: (product) => product.list_price, sort: 'list_price' },
    { id: 'taxes', title: t('Taxes'), cell: (product) => <bdi>{product.tax_names?.join(', ')}</bdi>, value: (product) => product.tax_names?.join(', ') },
    { id: 'on_hand', title: t('On Hand'), kind: 'number', cell: (product) => product.on_hand !== null && product.on_hand !== undefined && <Amount value={trimDecimal(product.on_hand)} />, value: (product) => product.on_hand },
    { id: 'type', title: t('Product Type'), cell: typeWord, value: typeWord, optional: 'show' },
    { id: 'pos', title: t('Available in POS'), cell: (product) => (sellable(product) ? <Badge tone="green">{t('Yes')}</Badge> : <Badge tone="amber">{!product.active ? t('Archived') : !product.sale_ok ? t('Not sold') : t('Not in POS')}</Badge>), value: (product) => (sellable(product) ? t('Yes') : t('No')) },
  ];
  const columns = inOdoo ? all.filter((column) => column.id !== 'on_hand') : all;
  const filters: Filter<Product>[] = [
    { id: 'available', label: t('Available in POS'), section: 'pos', test: sellable },
    { id: 'unavailable', label: t('Cannot be sold'), section: 'pos', test: (product) => !sellable(product) },
    { id: 'archived', label: t('Archived'), section: 'active', params: { active: 'false' } },
  ];
  const groupings: Grouping<Product>[] = [
    { id: 'type', label: t('Product Type'), of: typeWord },
    { id: 'taxes', label: t('Taxes'), of: (product) => product.tax_names?.join(', ') ?? '' },
  ];
  const buttons = !inOdoo && (
    <>
      {mayOperate && <Button kind="primary" hotkey="c" onClick={() => navigate('/pos/products/new')}>{t('Create')}</Button>}
      {mayAdmin && <Button icon="upload" onClick={() => setImporting(true)}>{t('Import')}</Button>}
    </>
  );
  const crumbs = [{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Products') }];
  if (inOdoo && !place.config) return <PlaceUnknown place={place} crumbs={crumbs} />;
  return (
    <>
      <ListView<Product> name="products" topic="pos" columns={columns} filters={filters} groupings={groupings} buttons={buttons}
        crumbs={crumbs}
        extraParams={placeParams(place)} notes={(page) => <PlaceBar place={place} ofConfig readAt={page?.read_at} />}
        fetchPage={(params, page) => ask(api.GET('/api/v1/pos/products', { params: { query: { ...params, ...page } } }))}
        keyOf={(product) => String(product.id)} nameOf={(product) => product.name} hrefOf={(product) => (inOdoo ? null : `/pos/products/${product.id}`)} isMuted={(product) => !product.active}
        searchPlaceholder={t('Name, reference, or barcode…')}
        empty={inOdoo ? <EmptyState title={t('No product there')}>{t('Nothing in this Odoo is sold in this Point of Sale yet.')}</EmptyState> : <EmptyState title={t('No product yet')} action={<div className="row center">{buttons}</div>}>{t('An order is booked only when all of its products are here. Import a catalogue file, or create the products one by one.')}</EmptyState>} />
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}
