// The Hook tab: the script that turns the source's orders into the guide's form, with what it makes of one, before and after.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { SelectField, TextField } from '../../components/fields';
import { Receipt } from '../../components/Receipt';
import { ErrorNotice } from '../../components/states';
import { pretty } from '../../format/json';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

type Tried = Schemas['HookTried'];

export function HookTab({ id, disabled }: { id: number; disabled: boolean }) {
  const path = { path: { id: String(id) } };
  const hook = useQuery({ queryKey: ['syncs', 'hook', id], queryFn: () => askWithTag(api.GET('/api/v1/syncs/{id}/hook', { params: path })) });
  if (hook.isError) return <ErrorNotice error={hook.error} retry={() => void hook.refetch()} />;
  if (!hook.data) return null;
  return <HookEditor key={hook.data.tag} id={id} stored={hook.data.data} tag={hook.data.tag} disabled={disabled} />;
}

function HookEditor({ id, stored, tag, disabled }: { id: number; stored: Schemas['Hook']; tag: string; disabled: boolean }) {
  const { t } = useTranslator();
  const [script, setScript] = useState(stored.script ?? '');
  const [payload, setPayload] = useState('');
  const [order, setOrder] = useState('');
  const profiles = useQuery({ queryKey: ['hook-profiles'], queryFn: () => ask(api.GET('/api/v1/hook-profiles')) });
  const path = { path: { id: String(id) } };
  const name = stored.name ?? 'hook.lua';
  const changed = script !== (stored.script ?? '');
  const save = useAction(
    () => script.trim() === ''
      ? ask(api.DELETE('/api/v1/syncs/{id}/hook', { params: { ...path, header: { 'If-Match': tag } } }))
      : ask(api.PUT('/api/v1/syncs/{id}/hook', { params: { ...path, header: { 'If-Match': tag } }, body: { name, script } })),
    { topics: ['syncs', 'orders'], done: t('Saved') });
  const test = useAction(
    () => ask(api.POST('/api/v1/syncs/{id}/hook/test', { params: path, body: { ...(script.trim() === '' ? {} : { name, script }), ...(payload.trim() === '' ? { order } : { payload }) } })),
    { topics: [] });
  return (
    <div className="stack">
      <p className="muted">{t('A script in Lua turns what the external system calls an order into the guide\'s form. Without one, its orders have that form.')}</p>
      <SelectField label={t('Begin with')} empty="—" disabled={disabled} value="" choices={(profiles.data?.items ?? []).map((each) => ({ value: each.name, label: each.name }))}
        onChange={(next) => setScript(profiles.data?.items.find((each) => each.name === next)?.script ?? script)} />
      <Editor value={script} onChange={setScript} disabled={disabled} />
      <div className="columns">
        <TextField label={t('Try it on order')} help={t('The number of an order that was received, such as 639.')} value={order} onChange={setOrder} dir="ltr" />
        <div className="field field-stacked">
          <textarea className="payload" dir="ltr" rows={4} aria-label={t('or on this payload')} placeholder={t('or on this payload')} spellCheck={false} value={payload} onChange={(event) => setPayload(event.target.value)} />
        </div>
      </div>
      <div className="row">
        {!disabled && <Button kind={changed ? 'primary' : 'normal'} busy={save.isPending} onClick={() => save.mutate(undefined)}>{t('Save the hook')}</Button>}
        <Button busy={test.isPending} onClick={() => test.mutate(undefined)}>{t('Try it')}</Button>
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
