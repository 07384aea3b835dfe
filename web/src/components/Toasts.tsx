// Short messages at the corner. Errors stay until closed; the rest go after some seconds. Read aloud by screen readers.
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Problem } from '../api/problem';
import { Button } from './Button';
import { shownOf, withMessage, type Message } from './messages';
import { words } from './states';

interface Teller {
  done: (text: string) => void;
  failed: (error: unknown) => void;
}

const Context = createContext<Teller>({ done: () => {}, failed: () => {} });

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t, tn } = useTranslator();
  const [toasts, setToasts] = useState<Message[]>([]);
  const number = useRef(0);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const add = useCallback((kind: Message['kind'], text: string) => {
    const id = ++number.current;
    setToasts((all) => withMessage(all, { id, kind, text }));
    if (kind === 'done') setTimeout(() => drop(id), 5000);
  }, [drop]);
  const teller = useMemo<Teller>(() => ({
    done: (text) => add('done', text),
    // That the session has ended is asked over the page.
    failed: (error) => {
      if (!(error instanceof Problem && error.status === 401)) add('error', words(error));
    },
  }), [add]);
  const { shown, earlier } = shownOf(toasts);
  return (
    <Context.Provider value={teller}>
      {children}
      {/* Above an open dialog as well, which takes the rest of the page from reach and hearing. */}
      <div className="toasts" role="region" aria-label={t('Messages')} aria-live="polite" data-react-aria-top-layer="true">
        {earlier > 0 && <div className="toast muted">{tn('{n} earlier message', '{n} earlier messages', earlier)}</div>}
        {shown.map((toast) => (
          <div key={toast.id} className={toast.kind === 'error' ? 'toast toast-error' : 'toast'} role={toast.kind === 'error' ? 'alert' : undefined}>
            <div className="toast-body">{t(toast.text)}</div>
            <Button kind="plain" icon="close" aria-label={t('Close')} onClick={() => drop(toast.id)} />
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}

export const useToasts = () => useContext(Context);
