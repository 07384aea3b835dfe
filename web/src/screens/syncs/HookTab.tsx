// The Hook tab: the script that turns the source's orders into the order format, with what it makes of one, before and after.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { useConfirm } from '../../components/Confirm';
import { SelectField, TextField } from '../../components/fields';
import { Receipt } from '../../components/Receipt';
import { Loaded } from '../../components/states';
import { pretty } from '../../format/json';
import { useAction } from '../../hooks/useAction';
import { useForm } from '../../hooks/useForm';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';

type Tried = Schemas['HookTried'];

const load = (id: number) => askWithTag(api.GET('/api/v1/syncs/{id}/hook', { params: { path: { id: String(id) } } }));

export function HookTab({ id, disabled }: { id: number; disabled: boolean }) {
  const hook = useQuery({ queryKey: ['syncs', 'hook', id], queryFn: () => load(id) });
  return <Loaded query={hook}>{({ data, tag }) => <HookEditor id={id} stored={data} tag={tag} disabled={disabled} />}</Loaded>;
}

function HookEditor({ id, stored, tag, disabled }: { id: number; stored: Schemas['Hook']; tag: string; disabled: boolean }) {
  const { t } = useTranslator();
  const confirm = useConfirm();
  const form = useForm({ script: stored.script ?? '' });
  const { script } = form.values;
  const [payload, setPayload] = useState('');
  const [order, setOrder] = useState('');
  const profiles = useQuery({ queryKey: ['hook-profiles'], queryFn: () => ask(api.GET('/api/v1/hook-profiles')) });
  const path = { path: { id: String(id) } };
  const name = stored.name ?? 'hook.lua';
  const record = useRecord({
    form, labels: { script: t('Script') }, tag, topics: ['syncs', 'orders'],
    load: () => load(id),
    store: async (from): Promise<Schemas['Hook']> => {
      const params = { ...path, header: { 'If-Match': from } };
      if (script.trim() !== '') return ask(api.PUT('/api/v1/syncs/{id}/hook', { params, body: { name, script } }));
      await ask(api.DELETE('/api/v1/syncs/{id}/hook', { params }));
      return stored;
    },
  });
  const begin = async (example: string) => {
    if (script.trim() === '' || await confirm({ title: t('Replace the script?'), danger: true, action: t('Replace'), text: t('What is written in it now is lost.') })) form.set('script', example);
  };
  const test = useAction(
    () => ask(api.POST('/api/v1/syncs/{id}/hook/test', { params: path, body: { ...(script.trim() === '' ? {} : { name, script }), ...(payload.trim() === '' ? { order } : { payload }) } })),
    { topics: [] });
  return (
    <div className="stack">
      {record.conflict}
      <p className="muted">{t('A script in Lua turns the orders of the external system into the order format. Without one, they have that format already.')}</p>
      <SelectField label={t('Begin with')} empty="—" disabled={disabled} value="" choices={(profiles.data?.items ?? []).map((each) => ({ value: each.name, label: each.name }))}
        onChange={(next) => void begin(profiles.data?.items.find((each) => each.name === next)?.script ?? script)} />
      <Editor value={script} onChange={(next) => form.set('script', next)} disabled={disabled} />
      <div className="columns">
        <TextField label={t('Try it on order')} help={t('The number of an order that was received, such as 639.')} value={order} onChange={setOrder} dir="ltr" />
        <div className="field field-stacked">
          <textarea className="payload" dir="ltr" rows={4} aria-label={t('or on this payload')} placeholder={t('or on this payload')} spellCheck={false} value={payload} onChange={(event) => setPayload(event.target.value)} />
        </div>
      </div>
      <div className="row">
        {!disabled && <Button kind={form.dirty ? 'primary' : 'normal'} busy={record.busy} disabled={!form.dirty} onClick={record.save}>{t('Save the hook')}</Button>}
        {form.dirty && <Button onClick={form.discard}>{t('Discard')}</Button>}
        <Button busy={test.isPending} onClick={() => test.mutate()}>{t('Try it')}</Button>
      </div>
      {test.data && <Outcome tried={test.data} />}
    </div>
  );
}

/** A plain text area with the numbers of its lines beside it, which scroll with it. */
function Editor({ value, onChange, disabled }: { value: string; onChange: (next: string) => void; disabled: boolean }) {
  const { t } = useTranslator();
  const lines = value.split('\n').length;
  return (
    <div className="script" dir="ltr">
      <pre aria-hidden="true">{Array.from({ length: lines }, (_, at) => at + 1).join('\n')}</pre>
      <textarea aria-label={t('Script')} spellCheck={false} autoCapitalize="off" wrap="off" rows={Math.max(lines, 12)} value={value} readOnly={disabled} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

function Outcome({ tried }: { tried: Tried }) {
  const { t } = useTranslator();
  return (
    <div className="columns" role="status">
      <section className="fields">
        <h2 className="group-title">{t('Before')}</h2>
        <pre className="payload" dir="ltr" tabIndex={0} aria-label={t('Before')}>{pretty(tried.before)}</pre>
        {tried.printed.length > 0 && <pre className="payload" dir="ltr" tabIndex={0} aria-label={t('Printed')}>{tried.printed.join('\n')}</pre>}
      </section>
      <section className="fields">
        <h2 className="group-title">{t('After')}</h2>
        {tried.error && <div className="notice notice-red">{tried.error.message}</div>}
        {tried.orders.map((order, at) => (
          <div key={at} className="stack">
            <div className="row"><Badge tone={order.verdict === 'book' && !order.problem ? 'green' : 'amber'}>{order.external_id}</Badge><span>{order.kind === 'refund' ? t('Refund') : t('Sale')}</span></div>
            {order.problem && <div className="notice notice-amber">{order.problem.message}</div>}
            {order.json && <pre className="payload" dir="ltr" tabIndex={0} aria-label={t('After')}>{pretty(order.json)}</pre>}
            {order.would_book && <Receipt order={order.would_book} />}
          </div>
        ))}
      </section>
    </div>
  );
}
