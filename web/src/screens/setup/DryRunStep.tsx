// All but writing: how the first orders would be booked.
import { useEffect } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { ErrorNotice } from '../../components/states';
import { useTranslator } from '../../i18n/i18n';
import { DryRunAnswer } from '../syncs/DryRunPanel';
import type { StepProps } from './Setup';

export function DryRunStep({ sync }: StepProps) {
  const { t } = useTranslator();
  const run = useMutation({ mutationFn: () => ask(api.POST('/api/v1/syncs/{id}/dry-run', { params: { path: { id: String(sync?.id ?? '') } } })) });
  useEffect(() => run.mutate(), []); // eslint-disable-line -- once, when the step opens
  return (
    <>
      {run.isPending && <p role="status">{t('Fetching and matching; nothing is written…')}</p>}
      {run.isError && <ErrorNotice error={run.error} retry={() => run.mutate()} />}
      {run.data && <DryRunAnswer result={run.data} />}
    </>
  );
}
