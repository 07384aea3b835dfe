// What a page shows while it waits, when it was refused, and of its record once that is there.
import type { ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';
import { Time } from './Time';

/** A query, by what is needed of it here. */
export interface Asked<T> {
  data: T | undefined;
  isError: boolean;
  error: unknown;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** Why it failed, in the words of the service or our own. */
export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function Loading() {
  const { t } = useTranslator();
  return <div className="content muted" role="status">{t('Loading…')}</div>;
}

export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslator();
  return (
    <div className="notice notice-red" role="alert">
      <p>{t(words(error))}</p>
      {retry && <Button onClick={retry}>{t('Try again')}</Button>}
    </div>
  );
}

/** Under what was answered before, where asking anew failed. */
export function StaleNotice({ query }: { query: Asked<unknown> }) {
  const { t } = useTranslator();
  return query.isError && query.data !== undefined && (
    <div className="list-notes stale" role="status">
      <span>{t(words(query.error))} · {t('Shown as of')} <Time iso={new Date(query.dataUpdatedAt).toISOString()} /></span>
      <Button onClick={() => void query.refetch()}>{t('Try again')}</Button>
    </div>
  );
}

/** What is there stays, with all that is typed in it, though asking anew fails. */
export function Loaded<T>({ query, children }: { query: Asked<T>; children: (data: T) => ReactNode }) {
  if (query.data === undefined) return query.isError ? <div className="content"><ErrorNotice error={query.error} retry={() => void query.refetch()} /></div> : <Loading />;
  return <>{children(query.data)}<StaleNotice query={query} /></>;
}
