// A dialog over the page. Escape and the cross close it, and so does a press beside it where nothing is typed in it; the focus goes in and comes back.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  foot?: ReactNode;
  role?: 'dialog' | 'alertdialog';
  /** What is typed in it is not lost by a press beside it. */
  holdsInput?: boolean;
  /** Nothing closes it while the answer is waited for: what is asked cannot be taken back, and a refusal is said in it. */
  busy?: boolean;
}

export function Dialog({ title, onClose, children, foot, role = 'dialog', holdsInput = false, busy = false }: Props) {
  const { t } = useTranslator();
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={role === 'dialog' && !holdsInput} onOpenChange={(open) => !open && !busy && onClose()}>
      <Modal className="dialog">
        <AriaDialog role={role}>
          <div className="dialog-head">
            <Heading slot="title" level={2}>{title}</Heading>
            <Button kind="plain" icon="close" aria-label={t('Close')} disabled={busy} onClick={onClose} />
          </div>
          <div className="dialog-body">{children}</div>
          {foot && <div className="dialog-foot">{foot}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
