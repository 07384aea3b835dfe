// Sign in with login and password.
import { useEffect, useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { TextField } from '../../components/fields';
import { ErrorNotice } from '../../components/states';
import type { Me } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { Door } from './Door';

export function SignIn({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const { t } = useTranslator();
  useEffect(() => {
    document.title = `${t('Sign in')} · ordersync`;
  }, [t]);
  return <Door title={t('Sign in')}><SignInForm onSignedIn={onSignedIn} /></Door>;
}

/** `mine`: who was signed in here. */
export function SignInForm({ onSignedIn, mine = '' }: { onSignedIn: (me: Me) => void; mine?: string }) {
  const { t } = useTranslator();
  const [login, setLogin] = useState(mine);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      onSignedIn(await ask(api.POST('/api/v1/sign-in', { body: { login: login.trim(), password } })));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      {error !== null && <ErrorNotice error={error} />}
      <TextField stacked label={t('Login')} name="login" value={login} onChange={setLogin} required autoFocus={!mine} autoComplete="username" dir="ltr" />
      <TextField stacked label={t('Password')} name="password" type="password" value={password} onChange={setPassword} required autoFocus={mine !== ''} autoComplete="current-password" dir="ltr" />
      <Button type="submit" kind="primary" busy={busy}>{t('Sign in')}</Button>
      <p className="muted small">{t('No password yet? An administrator can make a one-time sign-in link for you, and so can the command')} <code dir="ltr">ordersync user link LOGIN</code>.</p>
    </form>
  );
}
