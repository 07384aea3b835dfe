// One Odoo: address, login, its key (write-only), and the doctor, who looks at all that must be right in it.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Button } from '../../components/Button';
import { FormPage } from '../../components/form/FormPage';
import { RemoveMenu } from '../../components/form/RemoveMenu';
import { backTo } from '../../components/form/siblings';
import { Shown, SwitchField, TextField } from '../../components/fields';
import { LinesField } from '../../components/LinesField';
import { SecretField } from '../../components/SecretField';
import { Link } from '../../app/Link';
import { Loaded } from '../../components/states';
import { useForm } from '../../hooks/useForm';
import { useMay } from '../../hooks/useMe';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';
import { DoctorPanel } from './DoctorPanel';

type Connection = Schemas['Connection'];
type ConnectionForm = Schemas['ConnectionForm'];

export function ConnectionPage({ name }: { name: string | null }) {
  const query = useQuery({ queryKey: ['connections', 'one', name], enabled: name !== null, queryFn: () => askWithTag(api.GET('/api/v1/connections/{name}', { params: { path: { name: name ?? '' } } })) });
  if (name === null) return <ConnectionFormScreen connection={null} tag="" />;
  return <Loaded query={query}>{({ data, tag }) => <ConnectionFormScreen connection={data} tag={tag} />}</Loaded>;
}

const fresh: ConnectionForm = { name: '', url: '', database: null, login: '', key: '', ca_file: null, allow_private_network: false, stock_at_closing: [] };

function formOf(connection: Connection | null): ConnectionForm {
  if (!connection) return fresh;
  const { url, database, login, ca_file, allow_private_network, stock_at_closing } = connection;
  return { url, database, login, ca_file, allow_private_network, stock_at_closing };
}

function ConnectionFormScreen({ connection, tag }: { connection: Connection | null; tag: string }) {
  const { t } = useTranslator();
  const mayAdmin = useMay('admin');
  const mayOperate = useMay('operate');
  const [examined, setExamined] = useState(false);
  const form = useForm(formOf(connection));
  const { values, set, errors } = form;
  const labels = { name: t('Name'), url: t('Odoo URL'), database: t('Database'), login: t('Login'), key: t('API key of this login'), ca_file: t('Certificate authority file'), allow_private_network: t('Allow private network'), stock_at_closing: t('Stock at closing') };
  const path = { path: { name: connection?.name ?? '' } };
  const record = useRecord({
    form, labels, tag, topics: ['connections'],
    leave: connection ? undefined : () => navigate('/settings/connections', { force: true }),
    load: () => askWithTag(api.GET('/api/v1/connections/{name}', { params: path })),
    store: (from) => (connection ? ask(api.PATCH('/api/v1/connections/{name}', { params: { ...path, header: { 'If-Match': from } }, body: form.changes })) : ask(api.POST('/api/v1/connections', { body: values }))),
    onStored: (saved) => {
      if (!connection) navigate(`/settings/connections/${encodeURIComponent(saved.name)}`, { replace: true, force: true });
    },
  });
  const field = (name: keyof typeof labels) => ({ label: labels[name], error: errors[name], disabled: !mayAdmin });
  return (
    <FormPage crumbs={[{ label: t('Settings') }, { label: t('Connections'), href: backTo('/settings/connections') }, { label: connection?.name ?? t('New') }]}
      edit={mayAdmin ? record : undefined}
      buttons={connection && (
        <>
          {mayOperate && <Button kind="primary" onClick={() => setExamined(true)}>{t('Doctor')}</Button>}
          {mayAdmin && (
            <RemoveMenu title={t('Remove this connection?')} text={t('Its key is forgotten. Nothing in the Odoo is changed. It is refused while a sync books through it.')}
              list="/settings/connections" topics={['connections']} remove={() => ask(api.DELETE('/api/v1/connections/{name}', { params: path }))} />
          )}
        </>
      )}>
      {examined && connection && <DoctorPanel name={connection.name} onClose={() => setExamined(false)} />}
      <div className="sheet">
        <div className="sheet-head"><div className="title">
          {connection ? <h2 className="order-title"><bdi>{connection.name}</bdi></h2> : <TextField stacked title {...field('name')} value={values.name ?? ''} onChange={(next) => set('name', next)} required autoFocus />}
        </div></div>
        <div className="columns">
          <div className="fields">
            <TextField {...field('url')} value={values.url ?? ''} onChange={(next) => set('url', next)} type="url" required placeholder="https://my-shop.odoo.com" dir="ltr" />
            <TextField {...field('database')} value={values.database ?? ''} onChange={(next) => set('database', next || null)} dir="ltr" />
            <TextField {...field('login')} value={values.login ?? ''} onChange={(next) => set('login', next)} required dir="ltr" help={t('Best a user of its own, with rights for the Point of Sale and the inventory only.')} />
            <SecretField {...field('key')} kept={connection && tag} value={values.key} onChange={(next) => set('key', next)} />
          </div>
          <div className="fields">
            <SwitchField {...field('allow_private_network')} value={values.allow_private_network ?? false} onChange={(next) => set('allow_private_network', next)} help={t('For an Odoo in the shop\'s own network, and for plain http.')} />
            <TextField {...field('ca_file')} value={values.ca_file ?? ''} onChange={(next) => set('ca_file', next || null)} dir="ltr" help={t('A file on the machine of ordersync, for an Odoo with a certificate of its own authority.')} />
            <LinesField {...field('stock_at_closing')} value={values.stock_at_closing ?? []} help={t('The POS configurations whose stock moves once, when the session is closed; one name a line.')}
              onChange={(next) => set('stock_at_closing', next)} />
            {connection && <Shown label={t('Syncs')}>{connection.syncs.map((sync) => <div key={sync}><Link href={`/syncs/${encodeURIComponent(sync)}`}><bdi>{sync}</bdi></Link></div>)}</Shown>}
          </div>
        </div>
      </div>
    </FormPage>
  );
}
