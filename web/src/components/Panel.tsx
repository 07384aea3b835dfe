// A panel that opens within a page and takes the focus, so that it is read at once; closing it gives the focus back.
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';

export function Panel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslator();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    heading.current?.focus();
    return () => before?.focus();
  }, []);
  return (
    <section className="sheet panel" aria-label={title}>
      <div className="row spread">
        <h2 ref={heading} tabIndex={-1}>{title}</h2>
        <Button kind="plain" icon="close" aria-label={t('Close')} onClick={onClose} />
      </div>
      {children}
    </section>
  );
}
