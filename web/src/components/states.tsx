// What a page shows while it waits and when it was refused.
import { Problem } from '../api/problem';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';

export function Loading() {
  const { t } = useTranslator();
  return <div className="content muted" role="status">{t('Loading…')}</div>;
}

export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslator();
  const text = error instanceof Problem ? error.detail : error instanceof Error ? error.message : String(error);
  return (
    <div className="notice notice-red" role="alert">
      <p>{text}</p>
      {retry && <Button onClick={retry}>{t('Try again')}</Button>}
    </div>
  );
}
