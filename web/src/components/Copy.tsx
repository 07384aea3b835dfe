// A button that copies a text, and says so.
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';
import { useToasts } from './Toasts';

export function Copy({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslator();
  const toasts = useToasts();
  const copy = async (button: HTMLElement) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!copyBySelection(text, button)) {
        toasts.failed(new Error(t('The browser does not let it be copied: select the text and press Ctrl+C.')));
        return;
      }
    }
    toasts.done(t('Copied'));
  };
  return <Button kind="plain" icon="copy" onClick={(event) => void copy(event.currentTarget)} aria-label={label ?? t('Copy {text}', { text })} title={t('Copy')} />;
}

/** Over plain http from another machine there is no navigator.clipboard. Beside the button, for a dialog lets no focus out of it. */
function copyBySelection(text: string, button: HTMLElement): boolean {
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  button.after(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  button.focus();
  return done;
}
