// Sign in with login and password.
import { useEffect, useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
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
  const signIn = useMutation({ mutationFn: () => ask(api.POST('/api/v1/sign-in', { body: { login: login.trim(), password } })), onSuccess: onSignedIn });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      {signIn.isError && <ErrorNotice error={signIn.error} />}
      <TextField stacked label={t('Login')} name="login" value={login} onChange={setLogin} required autoFocus={!mine} autoComplete="username" dir="ltr" />
      <TextField stacked label={t('Password')} name="password" type="password" value={password} onChange={setPassword} required autoFocus={mine !== ''} autoComplete="current-password" dir="ltr" />
      <Button type="submit" kind="primary" busy={signIn.isPending}>{t('Sign in')}</Button>
      <p className="muted small">{t('No password yet? An administrator can make a one-time sign-in link for you, and so can the command')} <code dir="ltr">ordersync user link LOGIN</code>.</p>
    </form>
  );
}
