// Somebody else stored this record meanwhile: both versions field by field, and the choice which to keep.
import { useEffect, useId, useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../Button';
import { ErrorNotice } from '../states';
import { useTranslator } from '../../i18n/i18n';

interface Props {
  /** How often it was met: each time that somebody saves, the page moves to it. */
  met: number;
  /** What is stored now, by the names of `mine`. */
  load: () => Promise<Record<string, unknown>>;
  mine: Record<string, unknown>;
  labels: Partial<Record<string, string>>;
  /** How a value is written where it is not its own text. */
  words?: (name: string, value: unknown) => string | undefined;
  onOverwrite: () => void;
  onTakeTheirs: () => void;
}

/** Written once and never shown again. */
const secrets = ['key', 'secret', 'password', 'push_secret'];

export function Conflict({ met, load, mine, labels, words, onOverwrite, onTakeTheirs }: Props) {
  const { t } = useTranslator();
  const id = useId();  // a page may hold several, each of another record
  const notice = useRef<HTMLDivElement>(null);
  // Who saved at the end of a long form would not see why nothing was. Newer browsers answer with a promise, which is no clean-up.
  useEffect(() => { notice.current?.scrollIntoView({ block: 'center' }); }, [met]);
  const theirs = useQuery({ queryKey: ['conflict', id], gcTime: 0, staleTime: 0, queryFn: load });
  const show = (name: string, value: unknown): string => {
    if (secrets.includes(name)) return '••••••';
    if (value === undefined || value === null || value === '') return '—';
    if (typeof value === 'boolean') return value ? t('Yes') : t('No');
    if (Array.isArray(value)) return value.length ? value.map((each) => words?.(name, each) ?? String(each)).join(', ') : '—';
    return words?.(name, value) ?? (typeof value === 'object' ? JSON.stringify(value) : String(value));
  };
  return (
    <div ref={notice} className="notice notice-amber stack" role="alert">
      <p className="strong">{t('Somebody else changed this record while you edited it.')}</p>
      <table className="receipt">
        <thead><tr><th scope="col">{t('Field')}</th><th scope="col">{t('Stored now')}</th><th scope="col">{t('Yours')}</th></tr></thead>
        <tbody>
          {Object.entries(mine).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{labels[name] ?? name}</th>
              <td className="wrap"><bdi>{theirs.data ? show(name, theirs.data[name]) : '…'}</bdi></td>
              <td className="wrap"><bdi>{show(name, value)}</bdi></td>
            </tr>
          ))}
        </tbody>
      </table>
      {theirs.isError && <ErrorNotice error={theirs.error} retry={() => void theirs.refetch()} />}
      <div className="row">
        <Button kind="primary" onClick={onOverwrite}>{t('Save mine')}</Button>
        <Button onClick={onTakeTheirs}>{t('Take what is stored')}</Button>
      </div>
    </div>
  );
}
