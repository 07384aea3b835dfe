// Settings → Alerts: what is wrong and what was; an alert that is over says since when.
import { api, ask, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { alertKinds, alertWord, causeOf } from './words';

type Alert = Schemas['AlertList']['items'][number];

export function AlertList() {
  const { t } = useTranslator();
  const mayAdmin = useMay('admin');
  const word = (alert: Alert) => t(alertWord(alert.kind));
  const state = (alert: Alert) => (alert.closed_at ? t('Over') : t('Ongoing'));
  const columns: Column<Alert>[] = [
    { id: 'title', title: t('What happened'), kind: 'name', cell: (alert) => <bdi className="wrap">{alert.title}</bdi>, value: (alert) => alert.title },
    { id: 'text', title: t('What to do'), cell: (alert) => <bdi className="wrap keeps-lines">{alert.text}</bdi>, value: (alert) => alert.text, optional: 'show' },
    { id: 'kind', title: t('Kind'), cell: word, value: word, optional: 'hide' },
    { id: 'subject', title: t('About'), cell: (alert) => <bdi>{alert.subject}</bdi>, value: (alert) => alert.subject, optional: 'hide' },
    { id: 'opened', title: t('Since'), cell: (alert) => <Time iso={alert.opened_at} />, value: (alert) => alert.opened_at },
    { id: 'told', title: t('Last told'), cell: (alert) => (alert.told_at ? <Time iso={alert.told_at} shows="relative" /> : <span className="muted">{t('nobody yet')}</span>), value: (alert) => alert.told_at },
    { id: 'closed', title: t('Over since'), cell: (alert) => <Time iso={alert.closed_at} />, value: (alert) => alert.closed_at },
    { id: 'state', title: t('Status'), cell: (alert) => <Badge tone={alert.closed_at ? 'green' : 'amber'}>{state(alert)}</Badge>, value: state },
  ];
  const filters: Filter<Alert>[] = [
    { id: 'open', label: t('Ongoing'), section: 'state', params: { open: 'true' } },
    { id: 'over', label: t('Over'), section: 'state', params: { open: 'false' } },
    ...alertKinds.map(([id, label]): Filter<Alert> => ({ id, label: t(label), section: 'kind', test: (alert) => alert.kind === id })),
  ];
  const groupings: Grouping<Alert>[] = [
    { id: 'kind', label: t('Kind'), of: word },
    { id: 'subject', label: t('About'), of: (alert) => alert.subject },
    { id: 'state', label: t('Status'), of: state },
  ];
  const channels = mayAdmin && <Button onClick={() => navigate('/settings/alert-channels')}>{t('Who is told')}</Button>;
  return (
    <ListView<Alert> name="alerts" topic="alerts" columns={columns} filters={filters} groupings={groupings} searchable="here" buttons={channels} refetchEvery={30_000}
      crumbs={[{ label: t('Settings') }, { label: t('Alerts') }]}
      fetchPage={(params, page) => ask(api.GET('/api/v1/alerts', { params: { query: { ...params, ...page } } }))}
      keyOf={(alert) => String(alert.id)} nameOf={(alert) => alert.title} hrefOf={(alert) => causeOf(alert.kind, alert.subject)} isMuted={(alert) => alert.closed_at !== null}
      empty={<EmptyState icon="check" title={t('Nothing is wrong, and nothing was')} action={channels}>{t('What goes wrong is listed here, and told to whom it concerns by e-mail or webhook: orders that wait, a source or an Odoo out of reach, silence, keys and certificates that end.')}</EmptyState>} />
  );
}
