// Settings → Alert Channels: whom alerts are told.
import { api, ask, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column } from '../../components/list/model';
import { Time } from '../../components/Time';
import { useNow } from '../../hooks/useNow';
import { useTranslator } from '../../i18n/i18n';
import { alertWord, isPaused } from './words';

export type Channel = Schemas['AlertChannel'];

const channelAddress = (channel: Channel): string => (channel.kind === 'webhook' ? channel.url ?? '' : (channel.to ?? []).join(', '));

export function ChannelList() {
  const { t } = useTranslator();
  const now = useNow();
  const kind = (channel: Channel) => (channel.kind === 'webhook' ? t('Webhook') : t('E-mail'));
  const only = (channel: Channel) => (channel.only.length ? channel.only.map((each) => t(alertWord(each))).join(', ') : t('Everything'));
  const columns: Column<Channel>[] = [
    { id: 'name', title: t('Name'), kind: 'name', cell: (channel) => <bdi>{channel.name}</bdi>, value: (channel) => channel.name },
    { id: 'kind', title: t('Kind'), cell: kind, value: kind },
    { id: 'to', title: t('To'), cell: (channel) => <bdi dir="ltr" className="wrap">{channelAddress(channel)}</bdi>, value: channelAddress },
    { id: 'only', title: t('Is told'), cell: (channel) => <span className="wrap">{only(channel)}</span>, value: only },
    { id: 'state', title: t('Status'), cell: (channel) => (isPaused(channel, now) ? <span className="row row-tight"><Badge tone="grey">{t('Paused')}</Badge><Time iso={channel.paused_until} /></span> : <Badge tone="green">{t('Active')}</Badge>), value: (channel) => (isPaused(channel, now) ? t('Paused') : t('Active')) },
  ];
  const create = <Button kind="primary" hotkey="c" onClick={() => navigate('/settings/alert-channels/new')}>{t('Create')}</Button>;
  return (
    <ListView<Channel> name="alert-channels" topic="alerts" columns={columns} searchable="here" buttons={create} crumbs={[{ label: t('Settings') }, { label: t('Alerts'), href: '/settings/alerts' }, { label: t('Alert Channels') }]}
      fetchPage={() => ask(api.GET('/api/v1/alerts/channels'))} keyOf={(channel) => channel.name} nameOf={(channel) => channel.name}
      hrefOf={(channel) => `/settings/alert-channels/${encodeURIComponent(channel.name)}`} isMuted={(channel) => isPaused(channel, now)}
      empty={<EmptyState icon="attention" title={t('Nobody is told yet')} action={create}>{t('Whoever looks after the shop should hear of what goes wrong without opening this console. Add an e-mail address or a webhook, and send a test message.')}</EmptyState>} />
  );
}
