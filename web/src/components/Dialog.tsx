// A dialog over the page. Escape and the cross close it; the focus goes in and comes back.
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
}

export function Dialog({ title, onClose, children, foot, role = 'dialog' }: Props) {
  const { t } = useTranslator();
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={role === 'dialog'} onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog">
        <AriaDialog role={role}>
          <div className="dialog-head">
            <Heading slot="title" level={2}>{title}</Heading>
            <Button kind="plain" icon="close" aria-label={t('Close')} onClick={onClose} />
          </div>
          <div className="dialog-body">{children}</div>
          {foot && <div className="dialog-foot">{foot}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
