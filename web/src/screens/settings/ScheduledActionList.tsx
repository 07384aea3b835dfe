// Settings → Technical → Automation → Scheduled Actions.
import { api, ask, type Schemas } from '../../api/client';
import { StateBadge } from '../../components/Badge';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column } from '../../components/list/model';
import { Time } from '../../components/Time';
import { useTranslator } from '../../i18n/i18n';

type Action = Schemas['ScheduledAction'];

export function ScheduledActionList() {
  const { t, tn } = useTranslator();
  const interval = (action: Action) => (typeof action.interval_minutes === 'number' ? tn('{n} minute', '{n} minutes', action.interval_minutes) : t('by sync'));
  const columns: Column<Action>[] = [
    { id: 'name', title: t('Action Name'), kind: 'name', cell: (action) => action.name, value: (action) => action.name },
    { id: 'next', title: t('Next Execution Date'), cell: (action) => <Time iso={action.next_run_at} />, value: (action) => action.next_run_at },
    { id: 'interval', title: t('Execute Every'), cell: interval, value: interval },
    { id: 'last', title: t('Last run'), cell: (action) => <Time iso={action.last_run_at} shows="relative" />, value: (action) => action.last_run_at },
    { id: 'active', title: t('Active'), cell: (action) => <StateBadge state={action.active ? 'active' : 'inactive'} />, value: (action) => (action.active ? t('Active') : t('Inactive')) },
  ];
  return (
    <ListView<Action> name="scheduled-actions" topic="schedule" columns={columns} searchable="here"
      crumbs={[{ label: t('Settings') }, { label: t('Technical') }, { label: t('Automation') }, { label: t('Scheduled Actions') }]}
      fetchPage={() => ask(api.GET('/api/v1/scheduled-actions'))} keyOf={(action) => action.name} nameOf={(action) => action.name}
      hrefOf={(action) => `/settings/scheduled-actions/${encodeURIComponent(action.name)}`} isMuted={(action) => !action.active}
      empty={<EmptyState icon="runs" title={t('No scheduled action')}>{t('The action "Sync External Orders" is there as soon as the service runs.')}</EmptyState>} />
  );
}
