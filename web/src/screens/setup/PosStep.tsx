// Where the orders are booked. Without a POS configuration, a catalogue is imported first.
import { useState } from 'react';
import { Button } from '../../components/Button';
import { NumberField, SelectField, SwitchField, TextField } from '../../components/fields';
import { ErrorNotice, Loading } from '../../components/states';
import { useConnections, usePosConfigs } from '../../hooks/queries';
import { useTranslator } from '../../i18n/i18n';
import { ImportDialog } from '../pos/ImportDialog';
import { noConfigThere } from '../syncs/words';
import type { StepProps } from './Setup';

export function PosStep({ form, set, errors, field }: StepProps) {
  const { t } = useTranslator();
  const [importing, setImporting] = useState(false);
  const connections = useConnections().data?.items ?? [];
  const query = usePosConfigs(form.connection);
  const configs = query.data?.items ?? [];
  return (
    <div className="fields">
      <p>{t('In which Point of Sale are the orders booked?')}</p>
      {connections.length > 0 && (
        <SelectField {...field('connection')} value={form.connection ?? ''} onChange={(next) => set({ connection: next || null, pos_config: '' })} empty={t('ordersync itself')}
          choices={connections.map((each) => ({ value: each.name, label: `Odoo: ${each.name}` }))} />
      )}
      {query.isPending ? <Loading /> : query.isError ? <ErrorNotice error={query.error} retry={() => void query.refetch()} /> : configs.length === 0 ? form.connection ? (
        <p className="notice">{t(noConfigThere)}</p>
      ) : (
        <div className="notice">
          <p>{t('There is no POS configuration yet: import a catalogue with products, taxes, payment methods and POS configurations.')}</p>
          <Button icon="upload" onClick={() => setImporting(true)}>{t('Import')}</Button>
        </div>
      ) : (
        <SelectField {...field('pos_config')} value={form.pos_config ?? ''} onChange={(pos_config) => set({ pos_config })}
          choices={configs.map((each) => ({ value: each.name, label: each.name }))} />
      )}
      <SwitchField {...field('auto_create_session')} value={form.auto_create_session ?? true} onChange={(auto_create_session) => set({ auto_create_session })} />
      <NumberField {...field('interval_minutes')} value={form.interval_minutes} suffix={t('minutes')} onChange={(interval_minutes) => set({ interval_minutes })} />
      <TextField label={t('Book orders from')} help={t('Orders before this day are skipped.')} type="date" value={form.from ?? ''} onChange={(from) => set({ from: from || null })} error={errors.from}
        note={t('Left empty, all orders that the source sends are booked, however old.')} />
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </div>
  );
}
