// Dry run: all but writing. What would be booked, as receipts.
import { api, ask, type Schemas } from '../../api/client';
import { Amount } from '../../components/Amount';
import { StateBadge } from '../../components/Badge';
import { Panel } from '../../components/Panel';
import { Receipt } from '../../components/Receipt';
import { ErrorNotice } from '../../components/states';
import { useAtOnce } from '../../hooks/useAtOnce';
import { useTranslator } from '../../i18n/i18n';

export function DryRunPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslator();
  const run = useAtOnce(() => ask(api.POST('/api/v1/syncs/{id}/dry-run', { params: { path: { id } } })));
  return (
    <Panel title={t('Dry run')} onClose={onClose}>
      {run.isError && <ErrorNotice error={run.error} retry={() => run.mutate()} />}
      {run.isPending && <p role="status">{t('Fetching and matching; nothing is written…')}</p>}
      {run.data && <DryRunAnswer result={run.data} />}
    </Panel>
  );
}

export function DryRunAnswer({ result }: { result: Schemas['DryRun'] }) {
  const { tn } = useTranslator();
  return (
    <div className="stack">
      <div className="row"><StateBadge state={result.status} /> <span>{result.message}</span></div>
      <p className="strong">{tn('{n} order would be booked. Nothing was written.', '{n} orders would be booked. Nothing was written.', result.would_book.length + (result.would_book_more ?? 0))}</p>
      {result.would_book.map((order) => (
        <details key={order.reference}>
          <summary className="row"><bdi className="strong">{order.external_id ?? order.reference}</bdi> <Amount value={order.total} currency={order.currency} /></summary>
          <Receipt order={order} />
        </details>
      ))}
      {(result.would_book_more ?? 0) > 0 && <p className="muted">{tn('and {n} more', 'and {n} more', result.would_book_more ?? 0)}</p>}
    </div>
  );
}
