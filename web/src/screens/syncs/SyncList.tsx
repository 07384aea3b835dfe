// Settings → External Order Sync: all syncs.
import { api, ask } from '../../api/client';
import { navigate } from '../../app/location';
import { Badge, StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import type { Crumb } from '../../components/ControlPanel';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { stateWords } from '../../format/states';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import type { Sync } from './words';

export function SyncList({ crumbs }: { crumbs: Crumb[] }) {
  const { t, tn } = useTranslator();
  const mayAdmin = useMay('admin');
  const state = (sync: Sync) => (sync.running ? 'running' : sync.last_sync_status);
  const stateWord = (sync: Sync) => {
    const now = state(sync);
    return now && t(stateWords(now).word);
  };
  const columns: Column<Sync>[] = [
    { id: 'name', title: t('Name'), kind: 'name', cell: (sync) => <bdi>{sync.name}</bdi>, value: (sync) => sync.name },
    { id: 'active', title: t('Active'), cell: (sync) => <StateBadge state={sync.active ? 'active' : 'inactive'} />, value: (sync) => (sync.active ? t('Active') : t('Inactive')) },
    { id: 'pos', title: t('POS Configuration'), cell: (sync) => <bdi>{sync.pos_config}{sync.connection ? ` (${sync.connection})` : ''}</bdi>, value: (sync) => sync.pos_config },
    { id: 'interval', title: t('Sync Interval'), kind: 'number', value: (sync) => sync.interval_minutes,
      cell: (sync) => (sync.interval_minutes === 0 ? t('by hand') : tn('{n} minute', '{n} minutes', sync.interval_minutes)) },
    { id: 'status', title: t('Last Sync Status'), cell: (sync) => <StateBadge state={state(sync)} />, value: stateWord },
    { id: 'date', title: t('Last Sync Date'), cell: (sync) => <Time iso={sync.last_sync_date} shows="relative" />, value: (sync) => sync.last_sync_date },
    { id: 'message', title: t('Last Sync Message'), cell: (sync) => <span className="wrap">{sync.last_sync_message}</span>, value: (sync) => sync.last_sync_message, optional: 'show' },
    { id: 'next', title: t('Next run'), cell: (sync) => sync.active && <Time iso={sync.next_run_at} />, value: (sync) => sync.next_run_at, optional: 'show' },
    { id: 'need', title: t('Needs you'), kind: 'number', value: (sync) => sync.counts.need_you,
      cell: (sync) => (sync.counts.need_you > 0 ? <Badge tone="amber">{tn('{n} needs you', '{n} need you', sync.counts.need_you)}</Badge> : null) },
    { id: 'source', title: t('Source Code'), cell: (sync) => <bdi>{sync.source}</bdi>, value: (sync) => sync.source, optional: 'hide' },
    { id: 'url', title: t('External API URL'), cell: (sync) => <bdi dir="ltr" className="wrap">{sync.url}</bdi>, value: (sync) => sync.url, optional: 'hide' },
  ];
  const filters: Filter<Sync>[] = [
    { id: 'active', label: t('Active'), section: 'active', test: (sync) => sync.active },
    { id: 'inactive', label: t('Inactive'), section: 'active', test: (sync) => !sync.active },
    { id: 'error', label: t('Last sync failed'), section: 'status', test: (sync) => sync.last_sync_status === 'error' },
    { id: 'need', label: t('Needs you'), section: 'status', test: (sync) => sync.counts.need_you > 0 },
  ];
  const groupings: Grouping<Sync>[] = [
    { id: 'pos', label: t('POS Configuration'), of: (sync) => sync.pos_config },
    { id: 'status', label: t('Last Sync Status'), of: (sync) => sync.last_sync_status ?? '', show: (state) => <StateBadge state={state} /> },
  ];
  const create = mayAdmin && <Button kind="primary" hotkey="c" onClick={() => navigate('/syncs/new')}>{t('Create')}</Button>;
  return (
    <ListView<Sync> name="syncs" topic="syncs" crumbs={crumbs} columns={columns} filters={filters} groupings={groupings} searchable="here"
      fetchPage={() => ask(api.GET('/api/v1/syncs'))} keyOf={(sync) => String(sync.id)} nameOf={(sync) => sync.name} hrefOf={(sync) => `/syncs/${sync.id}`}
      isMuted={(sync) => !sync.active} buttons={create}
      empty={
        <EmptyState icon="sync" title={t('No sync yet')} action={create}>
          {t('A sync fetches the orders of one external system and books them in one POS. Create the first one, then press Sync Now.')}
        </EmptyState>
      } />
  );
}
