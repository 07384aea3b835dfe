// The Session tab: the session of the POS configuration, and the rule by which automatic sessions are closed.
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { SelectField, Shown, TextField } from '../../components/fields';
import { ErrorNotice, Loaded } from '../../components/states';
import { usePosConfigs } from '../../hooks/queries';
import { useForm } from '../../hooks/useForm';
import { useRecord } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';

type Kind = 'never' | 'daily' | 'idle' | 'orders';

interface Till {
  posConfig: string;
  connection: string | null;
}

export function SessionTab({ disabled, ...chosen }: Till & { disabled: boolean }) {
  const { t } = useTranslator();
  // A rule that is not saved yet stays, with its configuration, though another one is chosen in the form above.
  const [held, setHeld] = useState<Till | null>(null);
  const { posConfig, connection } = held ?? chosen;
  const isOther = posConfig !== chosen.posConfig || connection !== chosen.connection;
  const configs = usePosConfigs(null, { enabled: !connection });
  const params = { path: { name: posConfig }, query: connection ? { connection } : {} };
  const rule = useQuery({ queryKey: ['sessions', 'rule', posConfig, connection], enabled: posConfig !== '', retry: false,
    queryFn: () => askWithTag(api.GET('/api/v1/pos/configs/{name}/closing-rule', { params })) });
  if (!posConfig) return <p className="muted">{t('Choose a POS configuration first.')}</p>;
  const session = configs.data?.items.find((config) => config.name === posConfig)?.session;
  return (
    <div className="columns">
      <div className="fields">
        <Shown label={t('Session')}>
          {connection ? <Link href={`/pos/sessions?connection=${encodeURIComponent(connection)}`}>{t('Sessions in {name}', { name: connection })}</Link>
            : configs.isPending ? t('Loading…')
            : configs.isError ? <ErrorNotice error={configs.error} retry={() => void configs.refetch()} />
            : session ? <span className="row"><Link href={`/pos/sessions/${encodeURIComponent(session.name)}`}><bdi>{session.name}</bdi></Link> <StateBadge state={session.state} /></span>
            : <span className="muted">{t('none is open')}</span>}
        </Shown>
        {isOther && <div className="notice notice-amber" role="status">{t('This is the closing rule of {name}, which is not saved yet. Save or discard it to see that of the configuration chosen above.', { name: posConfig })}</div>}
        <Loaded query={rule}>{({ data, tag }) => <RuleEditor key={JSON.stringify(params)} stored={data} tag={tag} params={params} disabled={disabled} onUnsaved={(unsaved) => setHeld(unsaved ? { posConfig, connection } : null)} />}</Loaded>
      </div>
      <p className="muted">{t('Only sessions that were opened automatically are closed by this rule. A session that a person opened is used, and left for that person to close. Where nobody counted the cash, the closing report says so.')}</p>
    </div>
  );
}

interface Editor {
  stored: Schemas['ClosingRule'];
  tag: string;
  params: { path: { name: string }; query: { connection?: string } };
  disabled: boolean;
  onUnsaved: (unsaved: boolean) => void;
}

const defaults: Record<Kind, string> = { never: '', daily: '04:00', idle: '240', orders: '500' };

function RuleEditor({ stored, tag, params, disabled, onUnsaved }: Editor) {
  const { t } = useTranslator();
  const form = useForm(stored);
  useEffect(() => onUnsaved(form.dirty), [form.dirty]);
  const { kind, value } = read(form.values.rule);
  const choices: { value: Kind; label: string }[] = [{ value: 'never', label: t('Never by itself') }, { value: 'daily', label: t('Every day at a time') }, { value: 'idle', label: t('After minutes without an order') }, { value: 'orders', label: t('After a number of orders') }];
  const labels = { rule: t('Close the session') };
  const set = (next: Kind, amount: string) => form.set('rule', next === 'never' ? next : `${next}:${amount}`);
  const record = useRecord({
    form, labels, tag, topics: ['sessions'],
    load: () => askWithTag(api.GET('/api/v1/pos/configs/{name}/closing-rule', { params })),
    store: (from) => ask(api.PUT('/api/v1/pos/configs/{name}/closing-rule', { params: { ...params, header: { 'If-Match': from } }, body: { rule: form.values.rule } })),
    words: (_, rule) => `${choices.find((each) => each.value === read(String(rule)).kind)?.label ?? ''} ${read(String(rule)).value}`,
  });
  const amount = { value, onChange: (next: string) => set(kind, next), disabled };
  return (
    <>
      {record.conflict}
      <SelectField label={labels.rule} value={kind} disabled={disabled} error={form.errors.rule} onChange={(chosen) => set(chosen, defaults[chosen])} choices={choices} />
      {kind === 'daily' && <TextField label={t('At')} type="time" {...amount} />}
      {kind === 'idle' && <TextField label={t('After')} suffix={t('minutes')} inputMode="numeric" {...amount} />}
      {kind === 'orders' && <TextField label={t('After')} suffix={t('orders')} inputMode="numeric" {...amount} />}
      {form.dirty && !disabled && <div className="row"><Button kind="primary" busy={record.busy} onClick={record.save}>{t('Save the closing rule')}</Button><Button onClick={form.discard}>{t('Discard')}</Button></div>}
    </>
  );
}

/** "daily:04:00" */
function read(rule: string): { kind: Kind; value: string } {
  const at = rule.search(/[: ]/);
  return at < 0 ? { kind: rule as Kind, value: '' } : { kind: rule.slice(0, at) as Kind, value: rule.slice(at + 1) };
}
