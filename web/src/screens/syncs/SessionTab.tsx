// The Session tab: the session of the POS configuration, and the rule by which automatic sessions are closed.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { SelectField, Shown, TextField } from '../../components/fields';
import { usePosConfigs } from '../../hooks/queries';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

type Kind = 'never' | 'daily' | 'idle' | 'orders';

export function SessionTab({ posConfig, connection, disabled }: { posConfig: string; connection: string | null; disabled: boolean }) {
  const { t } = useTranslator();
  const configs = usePosConfigs(connection).data?.items;
  const params = { path: { name: posConfig }, query: connection ? { connection } : {} };
  const rule = useQuery({ queryKey: ['sessions', 'rule', posConfig, connection], enabled: posConfig !== '', retry: false,
    queryFn: () => ask(api.GET('/api/v1/pos/configs/{name}/closing-rule', { params })) });
  if (!posConfig) return <p className="muted">{t('Choose a POS configuration first.')}</p>;
  const session = configs?.find((config) => config.name === posConfig)?.session;
  return (
    <div className="columns">
      <div className="fields">
        <Shown label={t('Session')}>
          {session ? <span className="row"><Link href={`/pos/sessions/${encodeURIComponent(session.name)}`}><bdi>{session.name}</bdi></Link> <StateBadge state={session.state} /></span>
            : <span className="muted">{t('none is open')}</span>}
        </Shown>
        {rule.data && <RuleEditor key={rule.data.rule} rule={rule.data.rule} params={params} disabled={disabled} />}
      </div>
      <p className="muted">{t('Only sessions that were opened automatically are closed by this rule. A session that a person opened is used, and left for that person to close. Where nobody counted the cash, the closing report says so.')}</p>
    </div>
  );
}

function RuleEditor({ rule, params, disabled }: { rule: string; params: { path: { name: string }; query: { connection?: string } }; disabled: boolean }) {
  const { t } = useTranslator();
  const [first = 'never', rest = ''] = rule.split(' ');
  const [kind, setKind] = useState<Kind>(first as Kind);
  const [value, setValue] = useState(rest);
  const [error, setError] = useState<string>();
  const next = kind === 'never' ? 'never' : `${kind} ${value}`;
  const save = useAction(() => ask(api.PUT('/api/v1/pos/configs/{name}/closing-rule', { params, body: { rule: next } })), {
    topics: ['sessions'], done: t('Saved'),
    onRefused: (problem) => {
      setError(problem instanceof Error ? problem.message : String(problem));
      return true;
    },
  });
  const defaults: Record<Kind, string> = { never: '', daily: '04:00', idle: '240', orders: '500' };
  return (
    <>
      <SelectField label={t('Close the session')} value={kind} disabled={disabled} error={error}
        onChange={(chosen) => {
          setKind(chosen as Kind);
          setValue(defaults[chosen as Kind]);
        }}
        choices={[{ value: 'never', label: t('Never by itself') }, { value: 'daily', label: t('Every day at a time') }, { value: 'idle', label: t('After minutes without an order') }, { value: 'orders', label: t('After a number of orders') }]} />
      {kind === 'daily' && <TextField label={t('At')} type="time" value={value} onChange={setValue} disabled={disabled} />}
      {kind === 'idle' && <TextField label={t('After')} value={value} onChange={setValue} suffix={t('minutes')} inputMode="numeric" disabled={disabled} />}
      {kind === 'orders' && <TextField label={t('After')} value={value} onChange={setValue} suffix={t('orders')} inputMode="numeric" disabled={disabled} />}
      {next !== rule && !disabled && <div className="row"><Button kind="primary" busy={save.isPending} onClick={() => save.mutate(undefined)}>{t('Save the closing rule')}</Button></div>}
    </>
  );
}
