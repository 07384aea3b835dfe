// What a one-time link opens (/welcome#TOKEN): at the first run it makes the administrator, later it signs its user in and
// lets that user choose a password. The token is taken out of the address at once.
import { useEffect, useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { navigate } from '../../app/location';
import { Button } from '../../components/Button';
import { TextField } from '../../components/fields';
import { ErrorNotice, Loading } from '../../components/states';
import { useAtOnce } from '../../hooks/useAtOnce';
import type { Me } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { Door } from './Door';

export function Welcome({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const { t } = useTranslator();
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    // Another link may be opened in the same tab: then only what stands behind the # changes.
    const take = () => {
      if (!window.location.hash) return;
      setToken(window.location.hash.slice(1));
      window.history.replaceState(null, '', window.location.pathname);
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  useEffect(() => {
    document.title = `${t('Welcome')} · ordersync`;
  }, [t]);
  return <Opened key={token} token={token} onSignedIn={onSignedIn} />;
}

interface Props {
  token: string;
  onSignedIn: (me: Me) => void;
}

/** Asked once: used, it works no more, and what comes after goes on. */
function Opened({ token, onSignedIn }: Props) {
  const { t } = useTranslator();
  const link = useAtOnce(() => ask(api.POST('/api/v1/sign-in/link/check', { body: { token } })));
  if (link.isError) {
    return (
      <Door title={t('This link does not work')}>
        <ErrorNotice error={link.error} />
        <p>{t('A one-time link works once and not for long. For a new one, ask an administrator or run')} <code dir="ltr">ordersync user link LOGIN</code>.</p>
        <Button onClick={() => navigate('/')}>{t('Sign in with a password')}</Button>
      </Door>
    );
  }
  if (!link.data) return <Door title={t('Welcome')}><Loading /></Door>;
  return <WelcomeForm token={token} firstRun={link.data.first_run} login={link.data.login} onSignedIn={onSignedIn} />;
}

function WelcomeForm({ token, firstRun, login: known, onSignedIn }: Props & { firstRun: boolean; login: string | null }) {
  const { t } = useTranslator();
  const [login, setLogin] = useState(known ?? '');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  // What follows the link and is refused is tried again without it, and what was sent with it stands.
  const [used, setUsed] = useState<Me | null>(null);
  const differs = again !== '' && again !== password;

  const signIn = useMutation({
    mutationFn: async () => {
      if (password !== again) throw new Error(t('The two passwords differ.'));
      const me = used ?? await ask(api.POST('/api/v1/sign-in/link', {
        body: { token, login: firstRun ? login.trim() : undefined, password: password || undefined },
      }));
      setUsed(me);
      onSignedIn(me);
      if (firstRun && name.trim()) {
        const named = await ask(api.PATCH('/api/v1/me', { body: { name: name.trim() } }));
        onSignedIn({ ...named, csrf_token: named.csrf_token ?? me.csrf_token });
      }
      navigate(firstRun ? '/setup' : '/', { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Door title={firstRun ? t('Welcome to ordersync') : t('Welcome back')}>
      <form className="stack" onSubmit={submit}>
        <p>{firstRun ? t('You are the administrator. Choose how you will sign in from now on.') : t('Choose a new password, or go on with the one you have.')}</p>
        {signIn.isError && <ErrorNotice error={signIn.error} />}
        {firstRun
          ? <>
              <TextField stacked label={t('Login')} name="login" disabled={used !== null} value={login} onChange={setLogin} required autoFocus autoComplete="username" dir="ltr" placeholder="admin" />
              <TextField stacked label={t('Your name')} name="name" value={name} onChange={setName} autoComplete="name" />
            </>
          : <p className="strong"><bdi>{known}</bdi></p>}
        <TextField stacked label={t('Password')} name="password" type="password" disabled={used !== null} value={password} onChange={setPassword} required={firstRun} minLength={12}
          autoComplete="new-password" dir="ltr" note={t('At least 12 characters; 15 or more are better. Pasting works.')} />
        <TextField stacked label={t('Password again')} name="again" type="password" disabled={used !== null} value={again} onChange={setAgain} required={firstRun} autoComplete="new-password"
          dir="ltr" error={differs ? t('The two passwords differ.') : undefined} />
        <Button type="submit" kind="primary" busy={signIn.isPending}>{firstRun ? t('Create the administrator') : t('Sign in')}</Button>
      </form>
    </Door>
  );
}
