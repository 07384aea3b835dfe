// Tries again all that wait, or those of one cause.
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { useTry } from '../orders/useOrderActions';

export function RetryAll({ sync, cause, waiting }: { sync: string | undefined; cause?: string; waiting: number }) {
  const { tn } = useTranslator();
  const mayOperate = useMay('operate');
  const retry = useTry(async () => (await ask(api.POST('/api/v1/orders/retry', { body: { sync, cause } }))).items.reduce((sum, run) => sum + run.processed, 0), sync, cause);
  if (!mayOperate || waiting === 0) return null;
  return <Button busy={retry.isPending} icon="sync" onClick={() => retry.mutate()}>{tn('Retry {n}', 'Retry all {n}', waiting)}</Button>;
}
