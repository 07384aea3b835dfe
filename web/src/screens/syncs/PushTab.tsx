// The Push tab: where another system sends its orders, how it proves that it may, and when it did so last.
import { Copy } from '../../components/Copy';
import { SelectField, Shown, SwitchField, TextField } from '../../components/fields';
import { SecretField } from '../../components/SecretField';
import { Time } from '../../components/Time';
import type { Form } from '../../hooks/useForm';
import { msg, useTranslator } from '../../i18n/i18n';
import type { Sync, SyncForm } from './words';

const kinds: [string, string][] = [
  ['none', msg('Nothing is taken')],
  ['standard-webhooks', 'Standard Webhooks'],
  ['hmac', msg('A signature in a header (HMAC-SHA256)')],
  ['bearer', msg('Bearer secret, or an API token')],
  ['basic', msg('User and password')],
];

interface Props {
  form: Form<SyncForm>;
  sync: Sync;
  disabled: boolean;
}

export function PushTab({ form, sync, disabled }: Props) {
  const { t } = useTranslator();
  const option = form.values.push ?? 'none';
  const kind = option.startsWith('hmac') ? 'hmac' : option;
  const address = window.location.origin + sync.push.url;
  const { push } = sync;
  return (
    <div className="columns">
      <div className="fields">
        <SelectField label={t('Verified by')} help={t('How the external system proves that an order comes from it. Another choice forgets the secrets.')} error={form.errors.push} disabled={disabled}
          value={kind} choices={kinds.map(([value, label]) => ({ value, label: t(label) }))} onChange={(next) => form.set('push', next === 'hmac' ? 'hmac:X-Signature' : next)} />
        {kind === 'hmac' && (
          <TextField label={t('Header')} help={t('The header that holds the signature, such as X-WC-Webhook-Signature. Behind ",url=" the address, where it is signed as well.')} disabled={disabled} dir="ltr"
            value={option.slice('hmac:'.length)} onChange={(next) => form.set('push', `hmac:${next}`)} />
        )}
        <Shown label={t('Address')} help={t('Where the external system sends its orders, by POST.')}>
          <div className="row"><bdi dir="ltr" className="mono wrap">{address}</bdi><Copy text={address} /></div>
        </Shown>
        {kind !== 'none' && (
          <SecretField label={t('Secret')} help={t('As the external system shows it. It is kept encrypted and never shown again.')} error={form.errors.push_secret} disabled={disabled}
            kept={push.secret_set_at} setAt={push.secret_set_at} action={t('Add another')} value={form.values.push_secret} onChange={(next) => form.set('push_secret', next || undefined)} />
        )}
        {push.second_secret_set_at && (
          <SwitchField label={t('End the former secret')} help={t('Until then both are good, so that the external system can change over without losing an order.')} disabled={disabled}
            value={form.values.end_old_push_secret ?? false} onChange={(next) => form.set('end_old_push_secret', next || undefined)} />
        )}
      </div>
      <div className="fields">
        <Shown label={t('Last delivery')}>{push.last_delivery_at ? <Time iso={push.last_delivery_at} shows="both" /> : <span className="muted">{t('never yet')}</span>}</Shown>
        {push.last_refused_at && (
          <Shown label={t('Refused last')} help={t('The external system is told no reason.')}>
            <Time iso={push.last_refused_at} shows="both" /><div className="wrap">{push.last_refused_why}</div>
          </Shown>
        )}
      </div>
    </div>
  );
}
