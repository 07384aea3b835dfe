// Tries again all that wait, or those of one cause.
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { useAction } from '../../hooks/useAction';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { orderTopics, useTriedWords } from '../orders/useOrderActions';

export function RetryAll({ sync, cause, waiting, label }: { sync: string | undefined; cause?: string; waiting: number; label?: string }) {
  const { tn } = useTranslator();
  const tried = useTriedWords();
  const mayOperate = useMay('operate');
  const retry = useAction(
    () => ask(api.POST('/api/v1/orders/retry', { body: { sync, cause } })),
    { topics: orderTopics, done: (runs) => tried(runs.items.reduce((sum, run) => sum + run.processed, 0)) },
  );
  if (!mayOperate || waiting === 0) return null;
  return <Button busy={retry.isPending} icon="sync" onClick={() => retry.mutate()}>{label ?? tn('Retry {n}', 'Retry all {n}', waiting)}</Button>;
}
