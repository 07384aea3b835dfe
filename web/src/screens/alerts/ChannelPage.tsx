// One alert channel: its address, what it is told, a test message, and a pause.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { FormPage } from '../../components/form/FormPage';
import { RemoveMenu } from '../../components/form/RemoveMenu';
import { backTo } from '../../components/form/siblings';
import { Menu } from '../../components/Menu';
import { SecretOnce } from '../../components/SecretOnce';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { useToasts } from '../../components/Toasts';
import { useAction } from '../../hooks/useAction';
import { useForm } from '../../hooks/useForm';
import { useNow } from '../../hooks/useNow';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';
import { ChannelFields, type ChannelForm } from './ChannelFields';
import type { Channel } from './ChannelList';
import { alertWord, isPaused } from './words';

const place = (name: string) => ({ path: { name } });
const pageOf = (name: string) => `/settings/alert-channels/${encodeURIComponent(name)}`;

export function ChannelPage({ name }: { name: string | null }) {
  const query = useQuery({ queryKey: ['alerts', 'channel', name], enabled: name !== null, queryFn: () => askWithTag(api.GET('/api/v1/alerts/channels/{name}', { params: place(name ?? '') })) });
  if (name === null) return <ChannelScreen channel={null} tag="" />;
  return <Loaded query={query}>{({ data, tag }) => <ChannelScreen channel={data} tag={tag} />}</Loaded>;
}

const fresh: ChannelForm = { kind: 'email', name: '', email: [], webhook: '', smtp: '', security: 'starttls', from: '', user: '', ca_file: '', allow_private_network: false, only: [] };

/** A channel by the names of its form. */
function formOf(channel: Channel | null): ChannelForm {
  if (!channel) return fresh;
  return {
    kind: channel.kind, name: channel.name, email: channel.to ?? [], webhook: channel.url ?? '', smtp: channel.smtp ?? '', security: channel.security ?? 'starttls',
    from: channel.from ?? '', user: channel.user ?? '', ca_file: channel.ca_file ?? '', allow_private_network: channel.allow_private_network, only: channel.only,
  };
}

/** What is sent: the fields of the other kind are left out. */
function sent({ kind: _kind, ...values }: Partial<ChannelForm>, kind: string): Schemas['AlertChannelForm'] {
  const others = kind === 'webhook' ? ['email', 'smtp', 'security', 'from', 'user'] : ['webhook'];
  return Object.fromEntries(Object.entries(values).filter(([name]) => !others.includes(name))) as Schemas['AlertChannelForm'];
}

function ChannelScreen({ channel, tag }: { channel: Channel | null; tag: string }) {
  const { t } = useTranslator();
  const toasts = useToasts();
  const now = useNow();
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const form = useForm(formOf(channel));
  const labels = {
    name: t('Name'), kind: t('Kind'), email: t('Recipients'), webhook: t('Webhook URL'), smtp: t('Mail server'), security: t('Encryption'), from: t('Sender'), user: t('Mail user'),
    secret: form.values.kind === 'webhook' ? t('Signing secret') : t('Mail password'), ca_file: t('Certificate authority file'), allow_private_network: t('Allow private network'), only: t('Is told'),
  };
  const params = place(channel?.name ?? '');
  const words = (name: string, value: unknown) => (name === 'only' ? t(alertWord(String(value))) : undefined);
  const record = useRecord({
    form, labels, tag, words, topics: ['alerts'],
    leave: channel ? undefined : () => navigate('/settings/alert-channels', { force: true }),
    load: () => askWithTag(api.GET('/api/v1/alerts/channels/{name}', { params })),
    formOf: (now) => ({ ...formOf(now) }),
    store: async (from): Promise<Channel & { secret?: string }> => (channel
      ? ask(api.PATCH('/api/v1/alerts/channels/{name}', { params: { ...params, header: { 'If-Match': from } }, body: sent(form.changes, channel.kind) }))
      : ask(api.POST('/api/v1/alerts/channels', { body: sent(form.values, form.values.kind) as Schemas['AlertChannelForm'] & { name: string } }))),
    onStored: (saved) => {
      if (saved.secret) setMade({ name: saved.name, secret: saved.secret });
      else if (saved.name !== channel?.name) navigate(pageOf(saved.name), { replace: true, force: true });
    },
  });
  const test = useAction(() => ask(api.POST('/api/v1/alerts/channels/{name}/test', { params })), {
    topics: [],
    onDone: (answer) => (answer.sent ? toasts.done(t('The test message was sent')) : toasts.failed(new Error(answer.error?.message ?? t('Failed')))),
  });
  const pause = useAction((hours: number) => ask(api.POST('/api/v1/alerts/channels/{name}/pause', { params, body: { hours } })), { topics: ['alerts'] });
  const paused = channel !== null && isPaused(channel, now);
  const pauses = [{ id: '2', label: t('2 hours'), onAction: () => pause.mutate(2) }, { id: '24', label: t('1 day'), onAction: () => pause.mutate(24) }, { id: '72', label: t('3 days'), onAction: () => pause.mutate(72) }];
  const crumbs = [{ label: t('Settings') }, { label: t('Alerts'), href: '/settings/alerts' }, { label: t('Alert Channels'), href: backTo('/settings/alert-channels') }, { label: channel?.name ?? made?.name ?? t('New') }];
  if (made) {
    return (
      <FormPage crumbs={crumbs}>
        <SecretOnce title={t('The secret of {name}', { name: made.name })} secret={made.secret} text={t('Messages are signed with this secret. Give it to the receiver now: it is not shown again.')} onClose={() => navigate(pageOf(made.name), { replace: true, force: true })} />
      </FormPage>
    );
  }
  return (
    <FormPage crumbs={crumbs}
      edit={record}
      create={<Button hotkey="c" onClick={() => navigate('/settings/alert-channels/new')}>{t('Create')}</Button>}
      buttons={channel && (
        <>
          <Button kind={form.dirty ? 'normal' : 'primary'} busy={test.isPending} onClick={() => (form.dirty ? toasts.failed(new Error(t('Save or discard your changes first.'))) : test.mutate())}>{t('Send a test message')}</Button>
          {paused ? <Button busy={pause.isPending} onClick={() => pause.mutate(0)}>{t('Resume')}</Button> : <Menu label={t('Pause')} trigger={t('Pause')} groups={[{ entries: pauses }]} />}
          <RemoveMenu title={t('Remove this channel?')} text={t('Nothing is told there any more, and what was still to be sent is dropped.')} list="/settings/alert-channels" topics={['alerts']}
            remove={() => ask(api.DELETE('/api/v1/alerts/channels/{name}', { params }))} />
        </>
      )}
      status={channel && (paused ? <><Badge tone="grey">{t('Paused')}</Badge><span className="muted">{t('until')} <Time iso={channel.paused_until} shows="exact" /></span></> : <Badge tone="green">{t('Active')}</Badge>)}>
      <ChannelFields form={form} labels={labels} channel={channel} />
    </FormPage>
  );
}
