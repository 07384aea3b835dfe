// All but writing: how the first orders would be booked, and from which on.
import { useEffect, useState } from 'react';
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { ErrorNotice } from '../../components/states';
import { dayIn, safeZone } from '../../format/time';
import { useAction } from '../../hooks/useAction';
import { useAtOnce } from '../../hooks/useAtOnce';
import { useTranslator } from '../../i18n/i18n';
import { DryRunAnswer } from '../syncs/DryRunPanel';
import type { StepProps } from './Setup';

const oneDay = 86_400_000;

export function DryRunStep({ form, sync, save, setOpen }: StepProps) {
  const { t, locale } = useTranslator();
  const [all, setAll] = useState(false);
  const run = useAtOnce(() => ask(api.POST('/api/v1/syncs/{id}/dry-run', { params: { path: { id: String(sync?.id ?? '') } } })));
  const zone = String(sync?.advanced.timezone ?? 'UTC');
  const from = useAction(() => save({ from: dayIn(Date.now(), zone) }), { topics: ['syncs'], onDone: () => run.mutate() });
  const oldest = run.data?.oldest;
  const asks = Boolean(oldest) && Date.now() - Date.parse(oldest ?? '') > oneDay && !form.from && !all;
  const failed = run.data?.status === 'error' && !run.data.failed && !run.data.waiting; // by itself: orders that are refused, or wait for a session, were read
  const waits = run.data === undefined || failed; // nobody knows yet whether there is a question
  useEffect(() => setOpen(waits || asks), [waits, asks, setOpen]); // the step's question
  return (
    <>
      {run.isPending && <p role="status">{t('Fetching and matching; nothing is written…')}</p>}
      {run.isError && <ErrorNotice error={run.error} retry={() => run.mutate()} />}
      {asks && oldest && (
        <div className="notice notice-amber">
          <p className="strong">{t('The oldest order is of {date}. Which orders are to be booked?', { date: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: safeZone(zone) }).format(new Date(oldest)) })}</p>
          <div className="row">
            <Button onClick={() => setAll(true)}>{t('From the beginning')}</Button>
            <Button busy={from.isPending} onClick={() => from.mutate()}>{t('From today')}</Button>
          </div>
        </div>
      )}
      {run.data && <DryRunAnswer result={run.data} />}
      {failed && <div className="row"><Button onClick={() => run.mutate()}>{t('Try again')}</Button></div>}
    </>
  );
}
