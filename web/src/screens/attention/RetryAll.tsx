// Tries again all that wait, or those of one cause.
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { sumCounts } from './sumCounts';
import { useAction } from '../../hooks/useAction';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';

export function RetryAll({ sync, cause, waiting, label }: { sync: string | undefined; cause?: string; waiting: number; label?: string }) {
  const { t, tn } = useTranslator();
  const mayOperate = useMay('operate');
  const retry = useAction(
    () => ask(api.POST('/api/v1/orders/retry', { body: { ...(sync ? { sync } : {}), ...(cause ? { cause } : {}) } })),
    {
      topics: ['orders', 'runs', 'syncs', 'pos', 'sessions'],
      done: (runs) => {
        const booked = sumCounts(runs.items);
        return booked > 0 ? tn('{n} order was booked', '{n} orders were booked', booked) : t('Tried again: they still wait.');
      },
    },
  );
  if (!mayOperate || waiting === 0) return null;
  return <Button busy={retry.isPending} icon="sync" onClick={() => retry.mutate(undefined)}>{label ?? tn('Retry {n}', 'Retry all {n}', waiting)}</Button>;
}
