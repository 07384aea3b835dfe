// One product of the embedded POS.
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Button } from '../../components/Button';
import { SelectField, Shown, SwitchField, TextField, TicksField } from '../../components/fields';
import { FormPage } from '../../components/form/FormPage';
import { backTo } from '../../components/form/siblings';
import { Loaded } from '../../components/states';
import { trimDecimal } from '../../format/decimal';
import { useTaxes } from '../../hooks/queries';
import { useForm } from '../../hooks/useForm';
import { useMay } from '../../hooks/useMe';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';
import { productTypes } from '../attention/CreateProductDialog';

type Product = Schemas['Product'];
type ProductForm = Schemas['ProductForm'];

export function ProductPage({ id }: { id: number | null }) {
  const query = useQuery({ queryKey: ['pos', 'product', id], enabled: id !== null, queryFn: () => askWithTag(api.GET('/api/v1/pos/products/{id}', { params: { path: { id: id ?? 0 } } })) });
  if (id === null) return <ProductFormScreen product={null} tag="" />;
  return <Loaded query={query}>{({ data, tag }) => <ProductFormScreen product={data} tag={tag} />}</Loaded>;
}

const fresh: ProductForm = { name: '', list_price: '0.00', type: 'storable', taxes: [], sale_ok: true, available_in_pos: true, active: true, default_code: null, barcode: null };

function formOf(product: Product | null): ProductForm {
  if (!product) return fresh;
  const { name, list_price, type, taxes, sale_ok, available_in_pos, active, default_code, barcode } = product;
  return { name, list_price, type, taxes, sale_ok, available_in_pos, active, default_code, barcode };
}

function ProductFormScreen({ product, tag }: { product: Product | null; tag: string }) {
  const { t } = useTranslator();
  const mayOperate = useMay('operate');
  const taxes = useTaxes().data?.items ?? [];
  const form = useForm(formOf(product));
  const { values, set, errors } = form;
  const labels = { name: t('Name'), list_price: t('Sales Price'), type: t('Product Type'), taxes: t('Taxes'), default_code: t('Internal Reference'), barcode: t('Barcode'), on_hand: t('On Hand'), active: t('Active'), sale_ok: t('Can be Sold'), available_in_pos: t('Available in POS') };
  const params = { path: { id: product?.id ?? 0 } };
  const words = (name: string, value: unknown) => (name === 'taxes' ? taxes.find((tax) => tax.id === value)?.name : name === 'type' ? productTypes(t).find((type) => type.value === value)?.label : undefined);
  const record = useRecord({
    form, labels, tag, words, topics: ['orders'],
    leave: product ? undefined : () => navigate('/pos/products', { force: true }),
    load: () => askWithTag(api.GET('/api/v1/pos/products/{id}', { params })),
    store: (from) => (product ? ask(api.PATCH('/api/v1/pos/products/{id}', { params: { ...params, header: { 'If-Match': from } }, body: form.changes })) : ask(api.POST('/api/v1/pos/products', { body: values }))),
    onStored: (saved) => !product && navigate(`/pos/products/${saved.id}`, { replace: true, force: true }),
  });
  const field = (name: keyof typeof labels) => ({ label: labels[name], error: errors[name], disabled: !mayOperate });
  return (
    <FormPage crumbs={[{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Products'), href: backTo('/pos/products') }, { label: product?.name ?? t('New') }]}
      edit={mayOperate ? record : undefined}
      create={mayOperate && <Button hotkey="c" onClick={() => navigate('/pos/products/new')}>{t('Create')}</Button>}>
      <div className="sheet">
        {product && !product.active && <div className="ribbon">{t('Archived')}</div>}
        <div className="sheet-head"><div className="title"><TextField stacked title {...field('name')} value={values.name ?? ''} onChange={(next) => set('name', next)} required autoFocus={!product} /></div></div>
        <div className="columns">
          <div className="fields">
            <SwitchField {...field('sale_ok')} value={values.sale_ok ?? true} onChange={(next) => set('sale_ok', next)} />
            <SwitchField {...field('available_in_pos')} value={values.available_in_pos ?? true} onChange={(next) => set('available_in_pos', next)} />
            <SwitchField {...field('active')} value={values.active ?? true} onChange={(next) => set('active', next)} />
            <SelectField {...field('type')} value={values.type ?? 'storable'} onChange={(next) => set('type', next)} choices={productTypes(t)} />
          </div>
          <div className="fields">
            <TextField {...field('list_price')} value={values.list_price ?? ''} onChange={(next) => set('list_price', next)} inputMode="decimal" dir="ltr" />
            <TicksField {...field('taxes')} choices={taxes.map((tax) => ({ value: tax.id, label: tax.name }))} value={values.taxes ?? []} onChange={(next) => set('taxes', next)} />
            <TextField {...field('default_code')} value={values.default_code ?? ''} onChange={(next) => set('default_code', next || null)} />
            <TextField {...field('barcode')} value={values.barcode ?? ''} onChange={(next) => set('barcode', next || null)} dir="ltr" />
            {product ? <Shown label={labels.on_hand}>{product.on_hand != null && trimDecimal(product.on_hand)}</Shown>
              : <TextField {...field('on_hand')} value={values.on_hand ?? ''} onChange={(next) => set('on_hand', next)} inputMode="decimal" dir="ltr" />}
            {product && <Shown label={t('ID')} help={t('The number by which ItemID in an order finds this product.')}>{product.id}</Shown>}
          </div>
        </div>
      </div>
    </FormPage>
  );
}
