// Settings → Logs: the newest lines, searched, and live while one looks.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { setSearch, useLocation } from '../../app/location';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { ControlPanel } from '../../components/ControlPanel';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/states';
import { useTranslator } from '../../i18n/i18n';

export function Logs() {
  const { t } = useTranslator();
  const { search } = useLocation();
  const wanted = search.get('q') ?? '';
  const level = search.get('level') ?? '';
  const [text, setText] = useState(wanted);
  const [live, setLive] = useState(true);
  const query = { limit: 200, q: wanted || undefined, level: (level || undefined) as 'info' | undefined };
  const logs = useQuery({ queryKey: ['logs', query], queryFn: () => ask(api.GET('/api/v1/logs', { params: { query } })), refetchInterval: live ? 2000 : false, placeholderData: keepPreviousData });
  return (
    <>
      <ControlPanel crumbs={[{ label: t('Settings') }, { label: t('Logs') }]}
        search={
          <form role="search" className="searchbar" onSubmit={(event) => {
            event.preventDefault();
            setSearch({ q: text.trim() });
          }}>
            <input type="search" aria-label={t('Search the log')} placeholder={t('Search the log, such as sync_orders')} value={text} data-hotkey="q" spellCheck={false} onChange={(event) => setText(event.target.value)} />
          </form>
        }
        end={
          <>
            <select className="input input-level" aria-label={t('Level')} value={level} onChange={(event) => setSearch({ level: event.target.value })}>
              <option value="">{t('All levels')}</option>
              <option value="info">{t('Information and graver')}</option>
              <option value="warning">{t('Warnings and errors')}</option>
              <option value="error">{t('Errors')}</option>
            </select>
            <Button aria-pressed={live} onClick={() => setLive(!live)}>{live ? t('Pause') : t('Follow')}</Button>
          </>
        } />
      <Loaded query={logs}>
        {({ items }) => items.length === 0 ? <EmptyState title={t('No such line')}>{t('What the service does is written here, newest first: runs, refusals, sign-ins.')}</EmptyState>
        : (
          <ol className="log-lines" dir="ltr" tabIndex={0} aria-label={t('Log, newest first')}>
            {items.map((line, at) => (
              <li key={`${line.at}${at}`}>
                {line.level && line.level !== 'info' && <StateBadge state={line.level} />}
                <span className="wrap">{line.line}</span>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </>
  );
}
