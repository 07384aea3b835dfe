// External Order Sync → Runs: every run that was kept, newest first.
import { api, ask, type Schemas } from '../../api/client';
import { useLocation } from '../../app/location';
import { StateBadge } from '../../components/Badge';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { stateWords, triggerWord, triggers } from '../../format/states';
import { dayIn, duration } from '../../format/time';
import { useZone } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';

type Run = Schemas['Run'];

export function RunList() {
  const { t } = useTranslator();
  const { search } = useLocation();
  const zone = useZone();
  const sync = search.get('sync');
  const trigger = (run: Run) => t(triggerWord(run.trigger));
  const count = (id: 'processed' | 'failed' | 'already_synced' | 'skipped' | 'waiting' | 'pages', title: string, optional?: 'show' | 'hide'): Column<Run> =>
    ({ id, title, kind: 'number', cell: (run) => run[id], value: (run) => run[id], optional });
  const columns: Column<Run>[] = [
    { id: 'started', title: t('Started'), kind: 'name', cell: (run) => <Time iso={run.started_at} />, value: (run) => run.started_at, sort: 'started' },
    { id: 'sync', title: t('Sync'), cell: (run) => <bdi>{run.sync}</bdi>, value: (run) => run.sync },
    { id: 'status', title: t('Status'), cell: (run) => <StateBadge state={run.status} />, value: (run) => t(stateWords(run.status).word) },
    { id: 'trigger', title: t('Trigger'), cell: trigger, value: trigger },
    { id: 'duration', title: t('Duration'), cell: (run) => run.ended_at && <bdi>{duration(run.started_at, run.ended_at, t)}</bdi>, value: (run) => (run.ended_at ? Date.parse(run.ended_at) - Date.parse(run.started_at) : null), kind: 'number' },
    count('processed', t('Booked')), count('failed', t('Failed')), count('already_synced', t('Already synced'), 'show'), count('skipped', t('Skipped'), 'hide'), count('waiting', t('Waiting'), 'show'), count('pages', t('Pages'), 'hide'),
    { id: 'message', title: t('Message'), cell: (run) => <span className="wrap">{run.message}</span>, value: (run) => run.message },
  ];
  const filters: Filter<Run>[] = [
    ...['running', 'success', 'no_orders', 'error'].map((status) => ({ id: status, label: t(stateWords(status).word), section: 'status', test: (run: Run) => run.status === status })),
    ...Object.entries(triggers).map(([each, word]) => ({ id: each, label: t(word), section: 'trigger', test: (run: Run) => run.trigger === each })),
  ];
  const groupings: Grouping<Run>[] = [
    { id: 'sync', label: t('Sync'), of: (run) => run.sync },
    { id: 'status', label: t('Status'), of: (run) => run.status, show: (state) => <StateBadge state={state} /> },
    { id: 'day', label: t('Day'), of: (run) => dayIn(run.started_at, zone) },
  ];
  return (
    <ListView<Run> name="runs" topic="runs" columns={columns} filters={filters} groupings={groupings} searchable="here"
      crumbs={[{ label: t('External Order Sync'), href: '/syncs' }, ...(sync ? [{ label: sync, href: `/syncs/${encodeURIComponent(sync)}` }] : []), { label: t('Runs') }]}
      extraParams={{ sync }}
      fetchPage={(params, page) => ask(api.GET('/api/v1/runs', { params: { query: { ...params, ...page } } }))}
      keyOf={(run) => String(run.id)} nameOf={(run) => t('run {n}', { n: run.id ?? '' })} hrefOf={(run) => `/runs/${run.id}`} isMuted={(run) => run.status === 'no_orders'}
      empty={<EmptyState icon="runs" title={t('No run yet')}>{t('Each time a sync asks its external system for orders is a run, and is kept here with its counts and message. Press Sync Now on a sync for the first one.')}</EmptyState>} />
  );
}
