// The console: who is signed in, the frame, and the screen that the address names.
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { RouterProvider } from 'react-aria-components';
import { useQuery, useQueryClient, type Query } from '@tanstack/react-query';
import { api, ask, setCsrfToken, whenRefused, whenSignedOut } from '../api/client';
import { useLiveUpdates } from '../api/live';
import { Problem } from '../api/problem';
import { Button } from '../components/Button';
import { ConfirmProvider } from '../components/Confirm';
import { Dialog } from '../components/Dialog';
import { ErrorNotice, Loading } from '../components/states';
import { ToastProvider } from '../components/Toasts';
import { MeContext, useMe, type Me } from '../hooks/useMe';
import { useTranslator } from '../i18n/i18n';
import { SignIn, SignInForm } from '../screens/sign-in/SignIn';
import { Welcome } from '../screens/sign-in/Welcome';
import { CrashGuard } from './CrashGuard';
import { navigate, useLocation } from './location';
import { Palette } from './Palette';
import { screenFor } from './routes';
import { useShortcuts } from './shortcuts';
import { TopBar } from './TopBar';

function useSignedIn() {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const closed = useRef(false);
  const known = useCallback(() => client.getQueryData<Me | null>(['me']) ?? null, [client]);
  const query = useQuery({
    queryKey: ['me'],
    retry: false,
    staleTime: Infinity,
    queryFn: async (): Promise<Me | null> => {
      try {
        const me = await ask(api.GET('/api/v1/me'));
        setCsrfToken(me.csrf_token);
        return me;
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return known();
        throw error;
      }
    },
  });
  // The page stays as it is behind the question: what is typed in it is not lost.
  // Closed, it is asked again only when something is pressed.
  useEffect(() => whenSignedOut((pressed) => (pressed || !closed.current) && setEnded(true)), []);
  const accept = useCallback((me: Me) => {
    setCsrfToken(me.csrf_token);
    const others = { predicate: (query: Query) => query.queryKey[0] !== 'me' };
    if (known()?.user.login !== me.user.login) client.removeQueries(others);
    client.setQueryData(['me'], me);
    setEnded(false);
    closed.current = false;
    void client.invalidateQueries(others);
  }, [client, known]);
  useEffect(() => whenRefused(() => void ask(api.GET('/api/v1/me')).then(accept, () => undefined)), [accept]);
  const leave = () => {
    closed.current = true;
    setEnded(false);
  };
  return { ...query, accept, ended, leave };
}

export function App() {
  const { path } = useLocation();
  const signedIn = useSignedIn();
  const { t, speak } = useTranslator();
  const user = signedIn.data?.user;
  useEffect(() => {
    if (user) speak(user.language);
  }, [user?.login, user?.language, speak]);

  let page;
  if (path === '/welcome') page = <Welcome onSignedIn={signedIn.accept} />;
  else if (signedIn.isPending) page = <Loading />;
  else if (signedIn.isError && signedIn.data === undefined) page = <div className="content"><ErrorNotice error={signedIn.error} retry={() => void signedIn.refetch()} /></div>;
  else if (!signedIn.data) page = <SignIn onSignedIn={signedIn.accept} />;
  else {
    const { login } = signedIn.data.user;
    page = (
      <MeContext.Provider value={signedIn.data}>
        <ToastProvider key={login}><ConfirmProvider><Frame /></ConfirmProvider></ToastProvider>
        {signedIn.ended && (
          <Dialog role="alertdialog" title={t('Your session has ended')} onClose={signedIn.leave} foot={<Button onClick={() => window.location.assign('/')}>{t('Sign out')}</Button>}>
            <div className="stack">
              <p>{t('Sign in again: what is written on this page stays as it is.')}</p>
              <SignInForm mine={login} onSignedIn={signedIn.accept} />
            </div>
          </Dialog>
        )}
      </MeContext.Provider>
    );
  }
  return <RouterProvider navigate={(href) => navigate(href)}>{page}</RouterProvider>;
}

function Frame() {
  const { t } = useTranslator();
  const { path } = useLocation();
  const [searching, setSearching] = useState(false);
  useShortcuts(useCallback(() => setSearching(true), []));
  const live = useLiveUpdates(useMe().csrf_token);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // What was pressed is gone with its page, or stands in the bar. In the next frame, when a menu or the palette is closed and the page can be reached.
    const frame = requestAnimationFrame(() => {
      const page = document.getElementById('page');
      if (!page?.contains(document.activeElement)) page?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [path]);
  return (
    <>
      <a className="skip" href="#page" onClick={(event) => {
        event.preventDefault();
        document.getElementById('page')?.focus();
      }}>{t('Skip to the page')}</a>
      <TopBar live={live} onSearch={() => setSearching(true)} />
      <main id="page" className="page" tabIndex={-1} aria-labelledby="page-title">
        {/* Each address has a screen of its own: nothing that is typed or chosen in one is left in the next. */}
        <CrashGuard key={path}>
          <Suspense fallback={<Loading />}>{screenFor(path)}</Suspense>
        </CrashGuard>
      </main>
      {searching && <Palette onClose={() => setSearching(false)} />}
    </>
  );
}
