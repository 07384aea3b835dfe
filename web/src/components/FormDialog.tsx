// A dialog that asks for some fields: what it does, and Cancel, stand below them.
import type { FormEvent, ReactNode } from 'react';
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

export function FormDialog({ title, action, busy, disabled, onSubmit, onClose, children }: Props) {
  const { t } = useTranslator();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose} holdsInput busy={busy}>
      <form className="fields" onSubmit={submit}>
        {children}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy} disabled={disabled}>{action}</Button>
          <Button disabled={busy} onClick={onClose}>{t('Cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
