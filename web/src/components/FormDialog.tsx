// A dialog that asks for some fields: what it does, and Cancel, stand below them.
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';
import { Dialog } from './Dialog';

interface Props {
  title: string;
  /** What the first button says. */
  action: string;
  busy?: boolean;
  disabled?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

const patienceMs = 10_000;

export function FormDialog({ title, action, busy = false, disabled, onSubmit, onClose, children }: Props) {
  const { t } = useTranslator();
  // An Odoo that does not answer keeps nobody in the dialog.
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!busy) return;
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, [busy]);
  const isLate = busy && isLong;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose} holdsInput busy={busy && !isLate}>
      <form className="fields" onSubmit={submit}>
        {children}
        {isLate && <div className="notice notice-amber" role="status">{t('There is no answer yet. It may still happen, also once this is closed.')}</div>}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy} disabled={disabled}>{action}</Button>
          <Button disabled={busy && !isLate} onClick={onClose}>{isLate ? t('Close') : t('Cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
