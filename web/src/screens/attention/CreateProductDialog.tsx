// Creates the product that an order names, in the embedded POS.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { fieldsOf } from '../../api/problem';
import { SelectField, TextField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { useTaxes } from '../../hooks/queries';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

type Type = Schemas['Product']['type'];

export function CreateProductDialog({ name: first, onCreated, onClose }: { name: string; onCreated: (id: number) => void; onClose: () => void }) {
  const { t } = useTranslator();
  const taxes = useTaxes().data?.items ?? [];
  const [name, setName] = useState(first);
  const [price, setPrice] = useState('');
  const [type, setType] = useState<Type>('storable');
  const [tax, setTax] = useState<string | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const taxId = tax ?? String(taxes[0]?.id ?? '');
  const create = useAction(
    () => ask(api.POST('/api/v1/pos/products', { body: { name: name.trim(), list_price: price.trim() || '0', type, taxes: taxId ? [Number(taxId)] : [], sale_ok: true, available_in_pos: true } })),
    {
      topics: ['pos'], onDone: (product) => onCreated(product.id),
      onRefused: (error) => {
        const refused = fieldsOf(error);
        const names = Object.keys(refused).length > 0;
        if (names) setErrors(refused);
        return names;
      },
    },
  );
  return (
    <FormDialog title={t('Create product')} action={t('Create and retry')} busy={create.isPending} disabled={!name.trim()} onSubmit={() => create.mutate()} onClose={onClose}>
      <TextField label={t('Name')} value={name} onChange={setName} required autoFocus error={errors.name} />
      <TextField label={t('Sales Price')} value={price} onChange={setPrice} inputMode="decimal" dir="ltr" error={errors.list_price} />
      <SelectField label={t('Product Type')} value={type} onChange={setType} choices={productTypes(t)} error={errors.type} />
      <SelectField label={t('Taxes')} value={taxId} onChange={setTax} empty={t('No tax')} choices={taxes.map((each) => ({ value: String(each.id), label: each.name }))} error={errors.taxes} />
    </FormDialog>
  );
}

export const productTypes = (t: (text: string) => string): { value: Type; label: string }[] => [
  { value: 'storable', label: t('Storable Product') },
  { value: 'consumable', label: t('Consumable') },
  { value: 'service', label: t('Service') },
];
