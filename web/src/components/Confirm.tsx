// A question before something that touches much: says what it will touch. useConfirm() answers a promise.
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';
import { Dialog } from './Dialog';

interface Question {
  title: string;
  text: ReactNode;
  action: string;
  danger?: boolean;
}

const Context = createContext<(question: Question) => Promise<boolean>>(async () => false);

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslator();
  const [pending, setPending] = useState<(Question & { answer: (yes: boolean) => void }) | null>(null);
  const ask = useCallback((question: Question) => new Promise<boolean>((answer) => setPending({ ...question, answer })), []);
  const settle = (yes: boolean) => {
    pending?.answer(yes);
    setPending(null);
  };
  return (
    <Context.Provider value={ask}>
      {children}
      {pending && (
        <Dialog title={pending.title} role="alertdialog" onClose={() => settle(false)}
          foot={
            <>
              <Button kind={pending.danger ? 'danger' : 'primary'} autoFocus={!pending.danger} onClick={() => settle(true)}>{pending.action}</Button>
              <Button autoFocus={pending.danger} onClick={() => settle(false)}>{t('Cancel')}</Button>
            </>
          }>
          {pending.text}
        </Dialog>
      )}
    </Context.Provider>
  );
}

export const useConfirm = () => useContext(Context);
