// The first real run, live. With it the sync becomes active.
import { useEffect, useState } from 'react';
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { LiveRun } from '../runs/RunPanel';
import type { StepProps } from './Setup';

export function FirstSyncStep({ sync, save, setOpen }: StepProps) {
  const { t } = useTranslator();
  const [run, setRun] = useState<number | null>(null);
  useEffect(() => setOpen(run === null), [run, setOpen]); // there is nothing to finish before
  const start = useAction(async () => {
    await save({ active: true });
    return ask(api.POST('/api/v1/syncs/{id}/run', { params: { path: { id: String(sync?.id ?? '') }, header: { Prefer: 'respond-async' } } }));
  }, {
    topics: ['runs'], onDone: (started) => setRun(started.id),
  });
  if (run !== null) return <LiveRun id={run} />;
  return (
    <div className="stack">
      <p>{t('Everything is ready. The first sync fetches the orders and books them; from then on it runs by itself.')}</p>
      <div className="row"><Button kind="primary" icon="sync" busy={start.isPending} onClick={() => start.mutate()}>{t('Sync Now')}</Button></div>
    </div>
  );
}
