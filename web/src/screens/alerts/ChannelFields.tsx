// The fields of an alert channel: those of e-mail or those of a webhook, and the kinds of alerts that it is told.
import { SelectField, Shown, SwitchField, TextField, TicksField } from '../../components/fields';
import { LinesField } from '../../components/LinesField';
import { SecretField } from '../../components/SecretField';
import type { Form } from '../../hooks/useForm';
import { useTranslator } from '../../i18n/i18n';
import type { Channel } from './ChannelList';
import { alertKinds } from './words';

export interface ChannelForm {
  kind: 'email' | 'webhook';
  name: string;
  email: string[];
  webhook: string;
  smtp: string;
  security: string;
  from: string;
  user: string;
  secret?: string;
  ca_file: string;
  allow_private_network: boolean;
  only: string[];
}

type Labels = Record<keyof ChannelForm, string>;

export function ChannelFields({ form, labels, channel }: { form: Form<ChannelForm>; labels: Labels; channel: Channel | null }) {
  const { t } = useTranslator();
  const { values, set, errors } = form;
  const isMail = values.kind === 'email';
  const field = (name: keyof ChannelForm) => ({ label: labels[name], error: errors[name] });
  return (
    <div className="sheet">
      <div className="sheet-head"><div className="title"><TextField stacked title {...field('name')} value={values.name} onChange={(next) => set('name', next)} required autoFocus={!channel} placeholder={t('Whom it tells')} /></div></div>
      <div className="columns">
        <div className="fields">
          {channel ? <Shown label={labels.kind}>{isMail ? t('E-mail') : t('Webhook')}</Shown>
            : <SelectField {...field('kind')} value={values.kind} onChange={(next) => set('kind', next)} choices={[{ value: 'email', label: t('E-mail') }, { value: 'webhook', label: t('Webhook') }]} />}
          {isMail ? (
            <>
              <LinesField {...field('email')} value={values.email} dir="ltr" help={t('One address a line.')} onChange={(next) => set('email', next)} />
              <TextField {...field('smtp')} value={values.smtp} onChange={(next) => set('smtp', next)} required placeholder="mail.shop.example:587" dir="ltr" />
              <SelectField {...field('security')} value={values.security} onChange={(next) => set('security', next)}
                choices={[{ value: 'starttls', label: 'STARTTLS (587)' }, { value: 'tls', label: 'TLS (465)' }, { value: 'plain', label: t('None: only in the own network (25)') }]} />
              <TextField {...field('from')} value={values.from} onChange={(next) => set('from', next)} type="email" dir="ltr" note={t('Left empty, the first recipient.')} />
              <TextField {...field('user')} value={values.user} onChange={(next) => set('user', next)} dir="ltr" />
            </>
          ) : <TextField {...field('webhook')} value={values.webhook} onChange={(next) => set('webhook', next)} type="url" required placeholder="https://chat.example/hooks/1" dir="ltr" />}
          <SecretField label={labels.secret} error={errors.secret} kept={channel && (!isMail || channel.user) && channel.revision} value={values.secret} onChange={(next) => set('secret', next)}
            note={isMail ? t('Only where the mail server asks for a user.') : channel ? undefined : t('Left empty, one is made and shown once.')} />
        </div>
        <div className="fields">
          <TicksField {...field('only')} note={t('None ticked: everything.')} choices={alertKinds.map(([value, label]) => ({ value, label: t(label) }))} value={values.only}
            onChange={(next) => set('only', alertKinds.map(([each]) => each).filter((each) => next.includes(each)))} />
          <SwitchField {...field('allow_private_network')} value={values.allow_private_network} onChange={(next) => set('allow_private_network', next)} help={t('For a receiver in the shop\'s own network, and for plain http.')} />
          <TextField {...field('ca_file')} value={values.ca_file} onChange={(next) => set('ca_file', next)} dir="ltr" help={t('A file on the machine of ordersync, for a server with a certificate of its own authority.')} />
        </div>
      </div>
    </div>
  );
}
