// The guide's fields: Name, Active, External API URL, External API Key, POS Configuration, Auto Create Session, Sync Interval.
import type { ReactNode } from 'react';
import { NumberField, SelectField, Shown, SwitchField, TextField } from '../../components/fields';
import { SecretField } from '../../components/SecretField';
import { ErrorNotice } from '../../components/states';
import { useConnections, usePosConfigs } from '../../hooks/queries';
import type { Form } from '../../hooks/useForm';
import { useTranslator } from '../../i18n/i18n';
import { mainHelp, mainLabels, noConfigThere, type Sync, type SyncForm } from './words';

interface Props {
  form: Form<SyncForm>;
  sync: Sync | null;
  disabled: boolean;
  smart: ReactNode;
}

export function MainFields({ form, sync, disabled, smart }: Props) {
  const { t } = useTranslator();
  const { values, errors, set } = form;
  const field = (name: keyof typeof mainLabels) => ({ label: t(mainLabels[name]), help: t(mainHelp[name]), error: errors[name], disabled });
  const connections = useConnections().data?.items ?? [];
  const query = usePosConfigs(values.connection);
  const configs = query.data?.items ?? [];
  return (
    <>
      <div className="sheet-head">
        <div className="title">
          <TextField stacked title {...field('name')} value={values.name ?? ''} onChange={(next) => set('name', next)} required placeholder="Main Store Orders" autoFocus={!sync} />
        </div>
        {smart}
      </div>
      <div className="columns">
        <div className="fields">
          <SwitchField {...field('active')} value={values.active ?? true} onChange={(next) => set('active', next)} />
          <TextField {...field('url')} type="url" value={values.url ?? ''} onChange={(next) => set('url', next)} required placeholder="https://external-system.com/api/orders" inputMode="url" dir="ltr" />
          <SecretField {...field('key')} kept={sync?.key_set && (sync.key_set_at ?? true)} setAt={sync?.key_set_at ?? null} value={values.key} onChange={(next) => set('key', next)} />
          {!sync && <TextField {...field('source')} value={values.source ?? ''} onChange={(next) => set('source', next)} dir="ltr" />}
          {sync && <Shown label={t(mainLabels.source)} help={t(mainHelp.source)}><bdi>{sync.source}</bdi></Shown>}
        </div>
        <div className="fields">
          {connections.length > 0 && (
            <SelectField {...field('connection')} value={values.connection ?? ''} empty={t('ordersync itself')} choices={connections.map((each) => ({ value: each.name, label: `Odoo: ${each.name}` }))}
              onChange={(next) => {
                set('connection', next || null);
                set('pos_config', '');
              }} />
          )}
          <SelectField {...field('pos_config')} value={values.pos_config ?? ''} onChange={(next) => set('pos_config', next)} required
            choices={withCurrent(configs.map((each) => each.name), values.pos_config).map((name) => ({ value: name, label: name }))}
            note={query.isSuccess && configs.length === 0 && !values.pos_config ? (values.connection ? t(noConfigThere) : t('There is no POS configuration yet: import a catalogue under Point of Sale, Products.')) : undefined} />
          {query.isError && <ErrorNotice error={query.error} retry={() => void query.refetch()} />}
          <SwitchField {...field('auto_create_session')} value={values.auto_create_session ?? true} onChange={(next) => set('auto_create_session', next)} />
          <NumberField {...field('interval_minutes')} value={values.interval_minutes} suffix={t('minutes')} onChange={(next) => set('interval_minutes', next)} />
        </div>
      </div>
    </>
  );
}

function withCurrent(names: string[], current: string | undefined): string[] {
  return current && !names.includes(current) ? [current, ...names] : names;
}
