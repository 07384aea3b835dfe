// The form of a sync: the guide's fields and buttons, the tabs below, and the panels of Sync Now, Test and Dry run.
import { useState } from 'react';
import { api, ask, askWithTag } from '../../api/client';
import { Problem } from '../../api/problem';
import { navigate } from '../../app/location';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { FormPage } from '../../components/form/FormPage';
import { RemoveMenu } from '../../components/form/RemoveMenu';
import { backTo } from '../../components/form/siblings';
import { SmartButton } from '../../components/SmartButton';
import { Tabs, type Page } from '../../components/Tabs';
import { useToasts } from '../../components/Toasts';
import { useAction } from '../../hooks/useAction';
import { useForm } from '../../hooks/useForm';
import { useMay } from '../../hooks/useMe';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';
import { RunPanel } from '../runs/RunPanel';
import { ChangesTab } from './ChangesTab';
import { DryRunPanel } from './DryRunPanel';
import { HistoryTab } from './HistoryTab';
import { HookTab } from './HookTab';
import { MainFields } from './MainFields';
import { MatchingTab } from './MatchingTab';
import { PushTab } from './PushTab';
import { SessionTab } from './SessionTab';
import { AdvancedGroups } from './AdvancedFields';
import { StatusTab } from './StatusTab';
import { TestPanel } from './TestPanel';
import { allLabels, sourceGroups, type Sync, type SyncForm } from './words';

/** `nr`: another one each time that it is asked for. */
type Panel = { kind: 'run' | 'test' | 'dry'; nr: number } | null;

const fresh: SyncForm = { name: '', active: true, url: '', connection: null, pos_config: '', auto_create_session: true, interval_minutes: 15 };

function formOf(sync: Sync | null): SyncForm {
  if (!sync) return fresh;
  const { name, active, url, connection, pos_config, auto_create_session, interval_minutes } = sync;
  const { map_products: _products, map_payments: _payments, ...advanced } = sync.advanced as SyncForm;
  return { ...advanced, name, active, url, connection, pos_config, auto_create_session, interval_minutes, map_products: {}, map_payments: {} };
}

export function SyncFormScreen({ sync, tag }: { sync: Sync | null; tag: string }) {
  const { t } = useTranslator();
  const toasts = useToasts();
  const mayAdmin = useMay('admin');
  const mayOperate = useMay('operate');
  const form = useForm(formOf(sync));
  const [panel, setPanel] = useState<Panel>(null);
  const labels = Object.fromEntries(Object.entries(allLabels).map(([name, label]) => [name, t(label)]));
  const path = { path: { id: String(sync?.id ?? '') } };
  const list = backTo('/settings/external-order-sync', '/syncs');
  const examine = (kind: 'test' | 'dry') => setPanel((now) => ({ kind, nr: (now?.nr ?? 0) + 1 }));

  const record = useRecord({
    form, labels, tag, topics: ['syncs'],
    leave: sync ? undefined : () => navigate(list, { force: true }),
    load: () => askWithTag(api.GET('/api/v1/syncs/{id}', { params: path })),
    formOf: (now) => ({ ...now.advanced, ...now }),
    store: async (from) => (sync
      ? ask(api.PATCH('/api/v1/syncs/{id}', { params: { ...path, header: { 'If-Match': from } }, body: clean(form.changes) }))
      : ask(api.POST('/api/v1/syncs', { body: { ...clean(form.values), interval_minutes: form.values.interval_minutes ?? 15 } }))),
    onStored: (saved) => !sync && navigate(`/syncs/${saved.id}${window.location.search}`, { replace: true, force: true }),
  });
  const save = () => {
    const missing = (['name', 'url', 'pos_config'] as const).filter((name) => !String(form.values[name] ?? '').trim());
    if (missing.length) form.refuse(new Problem(422, 'invalid', '', Object.fromEntries(missing.map((name) => [name, t('This field is required.')]))), labels);
    else record.save();
  };
  const run = useAction(() => ask(api.POST('/api/v1/syncs/{id}/run', { params: { ...path, header: { Prefer: 'respond-async' } } })), {
    topics: ['runs'],
    onDone: (started) => started.id !== null && setPanel({ kind: 'run', nr: started.id }),
  });
  const syncNow = () => {
    if (form.dirty) toasts.failed(new Error(t('Save or discard your changes first.')));
    else run.mutate();
  };

  const name = sync?.name ?? t('New');
  const pages: Page[] = [
    ...(sync ? [{ id: 'status', title: t('Sync Status'), content: <StatusTab sync={sync} /> }] : []),
    { id: 'source', title: t('Source'), content: <AdvancedGroups groups={sourceGroups} form={form} disabled={!mayAdmin} /> },
    { id: 'matching', title: t('Matching'), content: <MatchingTab form={form} sync={sync} disabled={!mayAdmin} /> },
    { id: 'session', title: t('Session'), content: <SessionTab posConfig={form.values.pos_config ?? ''} connection={form.values.connection ?? null} disabled={!mayAdmin} /> },
    ...(sync ? [
      { id: 'push', title: t('Push'), content: <PushTab form={form} sync={sync} disabled={!mayAdmin} /> },
      { id: 'hook', title: t('Hook'), content: <HookTab id={sync.id} disabled={!mayAdmin} /> },
      { id: 'history', title: t('History'), content: <HistoryTab sync={sync} /> },
      { id: 'changes', title: t('Changes'), content: <ChangesTab id={sync.id} /> },
    ] : []),
  ];
  return (
    <FormPage
      crumbs={[{ label: t('External Order Sync'), href: list }, { label: name }]}
      edit={mayAdmin ? { ...record, save } : undefined}
      create={mayAdmin && <Button hotkey="c" onClick={() => navigate('/syncs/new')}>{t('Create')}</Button>}
      buttons={
        <>
          {sync && mayOperate && <Button kind={form.dirty ? 'normal' : 'primary'} icon="sync" busy={run.isPending} onClick={syncNow}>{t('Sync Now')}</Button>}
          {mayOperate && (sync || mayAdmin) && <Button onClick={() => examine('test')}>{t('Test')}</Button>}
          {sync && mayOperate && <Button onClick={() => examine('dry')}>{t('Dry run')}</Button>}
          {sync && mayAdmin && (
            <RemoveMenu title={t('Remove this sync?')} list={list} topics={['syncs']} remove={() => ask(api.DELETE('/api/v1/syncs/{id}', { params: path }))}
              text={t('It fetches no more orders. Its booked orders stay in the Point of Sale, and its orders stay known, so that they cannot be booked twice. To pause it, switch Active off instead.')} />
          )}
        </>
      }
      status={sync && (
        <>
          <StateBadge state={sync.active ? 'active' : 'inactive'} />
          <StateBadge state={sync.running ? 'running' : sync.last_sync_status} />
        </>
      )}>
      {panel?.kind === 'run' && <RunPanel key={panel.nr} id={panel.nr} onClose={() => setPanel(null)} />}
      {panel?.kind === 'test' && <TestPanel key={panel.nr} sync={sync} form={form.values} changed={form.dirty || !sync} onClose={() => setPanel(null)} />}
      {panel?.kind === 'dry' && sync && <DryRunPanel key={panel.nr} id={String(sync.id)} onClose={() => setPanel(null)} />}
      <div className="sheet">
        {sync && !sync.active && <div className="ribbon">{t('Inactive')}</div>}
        <MainFields form={form} sync={sync} disabled={!mayAdmin}
          smart={sync && (
            <div className="smart-buttons">
              <SmartButton icon="orders" count={sync.counts.orders} label={t('Orders')} href={`/orders?sync=${encodeURIComponent(sync.name)}`} />
              <SmartButton icon="runs" count={sync.counts.runs} label={t('Runs')} href={`/runs?sync=${encodeURIComponent(sync.name)}`} />
              <SmartButton icon="attention" count={sync.counts.need_you} label={t('Need you')} href={`/attention?sync=${encodeURIComponent(sync.name)}`} />
            </div>
          )} />
        <Tabs label={t('More of this sync')} pages={pages} />
      </div>
    </FormPage>
  );
}

/** What is sent: an untouched key and empty choices of a new sync are left out. */
function clean(values: Partial<SyncForm>): SyncForm {
  const sent: Record<string, unknown> = { ...values };
  for (const [name, value] of Object.entries(sent)) {
    if (value === undefined || (name === 'source' && value === '')) delete sent[name];
    if (Array.isArray(value)) sent[name] = value.filter((line) => String(line).trim() !== '');
    if ((name === 'map_products' || name === 'map_payments') && Object.keys(value as object).length === 0) delete sent[name];
  }
  return sent as SyncForm;
}
