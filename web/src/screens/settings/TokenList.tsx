// Settings → API Tokens: for programs. A token is shown once, when it is made.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { useConfirm } from '../../components/Confirm';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter } from '../../components/list/model';
import { SecretOnce } from '../../components/SecretOnce';
import { Time } from '../../components/Time';
import { stateWords } from '../../format/states';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { CreateTokenDialog } from './CreateTokenDialog';
import { scopeWord } from './roles';

type Token = Schemas['Token'];

const tokenState = (token: Token): string => (token.revoked_at ? 'revoked' : Date.parse(token.expires_at) < Date.now() ? 'expired' : 'active');

export function TokenList() {
  const { t } = useTranslator();
  const confirm = useConfirm();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const revoke = useAction((id: number) => ask(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })), { topics: ['accounts'], done: t('Revoked') });
  const askRevoke = async (token: Token) => {
    if (await confirm({ title: t('Revoke {name}?', { name: token.name }), danger: true, action: t('Revoke'), text: t('Programs that use this token are refused from now on. This cannot be undone.') })) revoke.mutate(token.id);
  };
  const scope = (token: Token) => t(scopeWord(token.scope));
  const columns: Column<Token>[] = [
    { id: 'name', title: t('Name'), kind: 'name', cell: (token) => <bdi>{token.name}</bdi>, value: (token) => token.name },
    { id: 'prefix', title: t('Begins with'), cell: (token) => <bdi dir="ltr" className="mono">{token.prefix}…</bdi>, value: (token) => token.prefix },
    { id: 'scope', title: t('May'), cell: scope, value: scope },
    { id: 'created', title: t('Created'), cell: (token) => <Time iso={token.created_at} />, value: (token) => token.created_at },
    { id: 'used', title: t('Last used'), cell: (token) => (token.last_used_at ? <Time iso={token.last_used_at} shows="relative" /> : <span className="muted">{t('never yet')}</span>), value: (token) => token.last_used_at },
    { id: 'expires', title: t('Expires'), cell: (token) => <Time iso={token.expires_at} />, value: (token) => token.expires_at },
    { id: 'state', title: t('Status'), cell: (token) => <StateBadge state={tokenState(token)} />, value: (token) => t(stateWords(tokenState(token)).word) },
    { id: 'revoke', title: t('Revoke'), cell: (token) => tokenState(token) === 'active' && <Button kind="plain" aria-label={t('Revoke {name}', { name: token.name })} onClick={() => void askRevoke(token)}>{t('Revoke')}</Button> },
  ];
  const filters: Filter<Token>[] = ['active', 'expired', 'revoked'].map((state) => ({ id: state, label: t(stateWords(state).word), section: 'state', test: (token: Token) => tokenState(token) === state }));
  const create = <Button kind="primary" hotkey="c" onClick={() => setCreating(true)}>{t('Create')}</Button>;
  return (
    <>
      <ListView<Token> name="tokens" topic="accounts" columns={columns} filters={filters} searchable="here" buttons={create} crumbs={[{ label: t('Settings') }, { label: t('API Tokens') }]}
        fetchPage={(_, page) => ask(api.GET('/api/v1/tokens', { params: { query: page } }))} keyOf={(token) => String(token.id)} nameOf={(token) => token.name} isMuted={(token) => tokenState(token) !== 'active'}
        notes={() => made && <div className="content"><SecretOnce title={made.name} secret={made.token} text={t('Copy the token now: it is not shown again.')} onClose={() => setMade(null)} /></div>}
        empty={<EmptyState icon="link" title={t('No API token yet')} action={create}>{t('Programs use the REST interface with a token. Create one for each program, with no more rights than it needs.')}</EmptyState>} />
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} onCreated={(token) => {
        setCreating(false);
        setMade(token);
      }} />}
    </>
  );
}
