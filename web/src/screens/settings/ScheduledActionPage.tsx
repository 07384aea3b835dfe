// "Sync External Orders": interval, next run, active, Run Manually, and the upcoming runs.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { useConfirm } from '../../components/Confirm';
import { FormPage } from '../../components/form/FormPage';
import { backTo } from '../../components/form/siblings';
import { NumberField, Shown, SwitchField } from '../../components/fields';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { useAction } from '../../hooks/useAction';
import { useForm } from '../../hooks/useForm';
import { useMay } from '../../hooks/useMe';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';
import { RunProgress, useRun } from '../runs/RunPanel';
import { Panel } from '../../components/Panel';

type Action = Schemas['ScheduledAction'];

export function ScheduledActionPage({ name }: { name: string }) {
  const query = useQuery({ queryKey: ['schedule', 'one', name], queryFn: () => askWithTag(api.GET('/api/v1/scheduled-actions/{name}', { params: { path: { name } } })) });
  return <Loaded query={query}>{({ data, tag }) => <ActionForm action={data} tag={tag} />}</Loaded>;
}

function ActionForm({ action, tag }: { action: Action; tag: string }) {
  const { t, tn } = useTranslator();
  const confirm = useConfirm();
  const mayAdmin = useMay('admin');
  const mayOperate = useMay('operate');
  const [started, setStarted] = useState<number[]>([]);
  const form = useForm({ active: action.active, interval_minutes: (action.interval_minutes ?? '') as number });
  const labels = { active: t('Active'), interval_minutes: t('Execute Every') };
  const params = { path: { name: action.name } };
  const record = useRecord({
    form, labels, tag, topics: ['syncs'],
    load: () => askWithTag(api.GET('/api/v1/scheduled-actions/{name}', { params })),
    store: (from) => ask(api.PATCH('/api/v1/scheduled-actions/{name}', { params: { ...params, header: { 'If-Match': from } }, body: form.changes })),
  });
  const askSave = async () => {
    const { interval_minutes } = form.changes;
    const all = action.syncs;
    const every = (n: number) => (n === 0 ? t('by hand') : tn('{n} minute', '{n} minutes', n));
    if (typeof interval_minutes !== 'number' || all.length < 2 || await confirm({ title: t('Change the interval of every sync?'), danger: true, action: t('Save'),
      text: <ul>{all.map((each) => <li key={each.name}><bdi>{each.name}</bdi>: <bdi>{every(each.interval_minutes)}</bdi> <span className="flips">→</span> <bdi>{every(interval_minutes)}</bdi></li>)}</ul> })) record.save();
  };
  const run = useAction(() => ask(api.POST('/api/v1/scheduled-actions/{name}/run', { params })), {
    topics: ['runs'],
    done: (runs) => (runs.items.length ? tn('{n} sync is running', '{n} syncs are running', runs.items.length) : t('No sync is active: nothing was started.')),
    onDone: (runs) => setStarted(runs.items.map((each) => each.id).filter((id): id is number => id !== null)),
  });
  return (
    <FormPage crumbs={[{ label: t('Settings') }, { label: t('Technical') }, { label: t('Automation') }, { label: t('Scheduled Actions'), href: backTo('/settings/scheduled-actions') }, { label: action.name }]}
      edit={mayAdmin ? { ...record, save: () => void askSave() } : undefined}
      buttons={mayOperate && <Button kind={form.dirty ? 'normal' : 'primary'} busy={run.isPending} onClick={() => run.mutate()}>{t('Run Manually')}</Button>}
      status={<StateBadge state={action.active ? 'active' : 'inactive'} />}>
      {started.length > 0 && <Panel title={t('Run Manually')} onClose={() => setStarted([])}>{started.map((id) => <Started key={id} id={id} />)}</Panel>}
      <div className="sheet">
        {!action.active && <div className="ribbon">{t('Inactive')}</div>}
        <div className="sheet-head"><h2 className="title order-title">{action.name}</h2></div>
        <div className="columns">
          <div className="fields">
            <SwitchField label={labels.active} value={form.values.active} onChange={(next) => form.set('active', next)} disabled={!mayAdmin} error={form.errors.active}
              help={t('Switched off, no sync runs by itself; Sync Now and Run Manually still work.')} />
            <NumberField label={labels.interval_minutes} value={form.values.interval_minutes} suffix={t('minutes')} disabled={!mayAdmin} error={form.errors.interval_minutes}
              placeholder={action.interval_minutes === null ? t('by sync') : ''} help={t('Changes the interval of every sync. A single one is changed in its own form.')}
              onChange={(next) => form.set('interval_minutes', next)} />
          </div>
          <div className="fields">
            <Shown label={t('Next Execution Date')}>{action.active ? <Time iso={action.next_run_at} shows="both" /> : t('none: the action is inactive')}</Shown>
            <Shown label={t('Last run')}>{action.last_run_at ? <Time iso={action.last_run_at} shows="both" /> : t('never yet')}</Shown>
          </div>
        </div>
        <div className="columns schedule-tables">
          <section>
            <h2 className="group-title">{t('Syncs')}</h2>
            <table className="receipt">
              <thead><tr><th scope="col">{t('Sync')}</th><th scope="col" className="number">{t('Sync Interval')}</th><th scope="col">{t('Next run')}</th><th scope="col">{t('Last Sync Status')}</th></tr></thead>
              <tbody>
                {action.syncs.map((sync) => (
                  <tr key={sync.name}>
                    <td className="wrap"><Link href={`/syncs/${encodeURIComponent(sync.name)}`}><bdi>{sync.name}</bdi></Link></td>
                    <td className="number">{sync.interval_minutes === 0 ? t('by hand') : tn('{n} minute', '{n} minutes', sync.interval_minutes)}</td>
                    <td>{sync.active ? <Time iso={sync.next_run_at} /> : <StateBadge state="inactive" />}</td>
                    <td><StateBadge state={sync.last_sync_status ?? null} /></td>
                  </tr>
                ))}
                {action.syncs.length === 0 && <tr><td colSpan={4} className="muted">{t('No sync yet')}</td></tr>}
              </tbody>
            </table>
          </section>
          <section>
            <h2 className="group-title">{t('Upcoming runs')}</h2>
            <table className="receipt">
              <thead><tr><th scope="col">{t('When')}</th><th scope="col">{t('Sync')}</th></tr></thead>
              <tbody>
                {action.upcoming.map((each, at) => <tr key={at}><td><Time iso={each.at} /> <span className="muted"><Time iso={each.at} shows="relative" /></span></td><td className="wrap"><bdi>{each.sync}</bdi></td></tr>)}
                {action.upcoming.length === 0 && <tr><td colSpan={2} className="muted">{t('None')}</td></tr>}
              </tbody>
            </table>
          </section>
        </div>
      </div>
    </FormPage>
  );
}

function Started({ id }: { id: number }) {
  return <Loaded query={useRun(id)}>{(run) => <div className="stack"><h2 className="group-title"><bdi>{run.sync}</bdi></h2><RunProgress run={run} /></div>}</Loaded>;
}
