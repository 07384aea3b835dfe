// Where the orders come from: name, address, key.
import { SelectField, SwitchField, TextField } from '../../components/fields';
import { useTranslator } from '../../i18n/i18n';
import type { StepProps } from './Setup';

export function SourceStep({ form, set, errors, field }: StepProps) {
  const { t } = useTranslator();
  return (
    <div className="fields">
      <p>{t('Which external system sends the orders, and how is it asked?')}</p>
      <TextField {...field('name')} value={form.name ?? ''} onChange={(name) => set({ name })} required />
      <TextField {...field('url')} value={form.url ?? ''} onChange={(url) => set({ url })} type="url" required autoFocus dir="ltr" placeholder="https://external-system.com/api/orders" />
      <TextField {...field('key')} value={form.key ?? ''} onChange={(key) => set({ key })} type="password" autoComplete="new-password" dir="ltr" />
      <SelectField label={t('Send the key as')} value={form.auth ?? 'bearer'} onChange={(auth) => set({ auth })} error={errors.auth}
        choices={[{ value: 'bearer', label: 'Authorization: Bearer' }, { value: 'x-api-key', label: 'X-API-Key' }, { value: 'basic', label: 'HTTP Basic' }, { value: 'none', label: t('Not at all') }]} />
      <SwitchField label={t('Allow private network')} value={form.allow_private_network ?? false} onChange={(allow_private_network) => set({ allow_private_network })} error={errors.allow_private_network}
        help={t('Lets this sync reach addresses of the own network, and plain http. Otherwise both are refused.')} />
    </div>
  );
}
