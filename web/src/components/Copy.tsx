// A text with a button that copies it.
import { useState } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';

export function Copy({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslator();
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return (
    <Button kind="plain" icon={done ? 'check' : 'copy'} onClick={() => void copy()} aria-label={label ?? t('Copy {text}', { text })}
      title={done ? t('Copied') : t('Copy')} />
  );
}
