// Sync Now, live: pages and orders as they come, and each order as a line that can be opened. Leaving the page does not stop it.
import { useEffect, useRef } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { askAnew } from '../../api/live';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { StateBadge } from '../../components/Badge';
import { Panel } from '../../components/Panel';
import { Loaded } from '../../components/states';
import { stateOf } from '../../format/states';
import { useTranslator } from '../../i18n/i18n';
import { orderTopics } from '../orders/useOrderActions';

type Run = Schemas['Run'];

/** Heard of as of all else, and asked again while it goes on. It has no stream of its own: several would take all the connections that a browser has to the service. Once it has ended, what it has changed is asked anew. */
export function useRun(id: number) {
  const client = useQueryClient();
  const run = useQuery({ queryKey: ['runs', 'one', id], queryFn: () => ask(api.GET('/api/v1/runs/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => state.data?.ended_at === null && 3_000 });
  const going = run.data && run.data.ended_at === null;
  const went = useRef(going);
  useEffect(() => {
    if (going === false && went.current !== false) void askAnew(client, orderTopics);
    went.current = going;
  }, [client, going]);
  return run;
}

export function RunPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslator();
  return <Panel title={t('Sync Now')} onClose={onClose}><LiveRun id={id} /></Panel>;
}

export function LiveRun({ id }: { id: number }) {
  return <Loaded query={useRun(id)}>{(run) => <RunProgress run={run} />}</Loaded>;
}

export function RunProgress({ run, alone = false }: { run: Run; alone?: boolean }) {
  const { t, tn } = useTranslator();
  const done = run.ended_at !== null;
  const counted = run.processed + run.failed + run.already_synced + run.skipped + run.waiting;
  const orders = useQuery({ queryKey: ['orders', 'of-run', run.id, counted, done], enabled: run.id !== null, placeholderData: (before) => before,
    queryFn: () => ask(api.GET('/api/v1/runs/{id}/orders', { params: { path: { id: run.id ?? 0 }, query: { limit: 50 } } })) });
  return (
    <div className="stack">
      <div className="row" role="status" aria-live="polite">
        {!alone && <StateBadge state={run.status} />}
        <span className="strong">{done ? run.message : t('Under way; you may leave this page.')}</span>
      </div>
      {!done && <div className="progress is-going" aria-hidden="true"><Bar counted={counted} /></div>}
      <div className="figure-row has-links">
        <Figure n={run.pages} label={t('pages')} />
        <Figure n={run.processed} label={t('booked')} tone="text-green" />
        <Figure n={run.failed} label={t('failed')} tone={run.failed ? 'text-red' : ''} />
        <Figure n={run.already_synced} label={t('already synced')} />
        <Figure n={run.skipped} label={t('skipped')} />
        <Figure n={run.waiting} label={t('waiting')} tone={run.waiting ? 'text-amber' : ''} />
        {!alone && run.id !== null && <Link href={`/runs/${run.id}`}>{t('Open the run')}</Link>}
        {done && run.processed > 0 && <Link href="/pos/orders">{t('Point of Sale')} › {t('Orders')}</Link>}
      </div>
      {(orders.data?.items.length ?? 0) > 0 && (
        <ul className="live-lines" tabIndex={0} aria-label={t('Orders of this run')}>
          {orders.data?.items.map((order) => (
            <li key={order.key}>
              <Link href={`/orders/${encodeURIComponent(order.key)}`} className="strong"><bdi>{order.external_id}</bdi></Link>
              <StateBadge state={stateOf(order)} />
              <Amount value={order.total} currency={order.currency} />
              <span className="grow wrap muted">{order.error?.message ?? order.attention?.message}</span>
            </li>
          ))}
        </ul>
      )}
      {orders.data?.next && <p className="muted small">{tn('The newest {n}; the run has all of them.', 'The newest {n}; the run has all of them.', orders.data.items.length)}</p>}
    </div>
  );
}

/** How many orders there will be is not known before the end: the bar creeps. */
function Bar({ counted }: { counted: number }) {
  return <div style={{ width: `${Math.min(95, 8 + 87 * (counted / (counted + 200)))}%` }} />;
}

function Figure({ n, label, tone = '' }: { n: number; label: string; tone?: string }) {
  return <span><span className={`figure ${tone}`}>{n}</span> <span className="muted">{label}</span></span>;
}
