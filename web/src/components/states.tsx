// What a page shows while it waits, when it was refused, and of its record once that is there.
import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
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

export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.isError) return <div className="content"><ErrorNotice error={query.error} retry={() => void query.refetch()} /></div>;
  return query.data === undefined ? <Loading /> : children(query.data);
}
