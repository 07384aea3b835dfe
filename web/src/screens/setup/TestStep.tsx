// Asks the source once and shows what was understood; where the dates are in question, asks how they are written.
import { useEffect } from 'react';
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { TextField } from '../../components/fields';
import { ErrorNotice } from '../../components/states';
import { useAtOnce } from '../../hooks/useAtOnce';
import { useTranslator } from '../../i18n/i18n';
import { TestAnswer } from '../syncs/TestPanel';
import type { StepProps } from './Setup';

export function TestStep({ form, set, errors, refuse, setOpen }: StepProps) {
  const { t } = useTranslator();
  const test = useAtOnce(() => ask(api.POST('/api/v1/syncs/test', { body: { ...form, pos_config: form.pos_config || undefined, key: form.key || undefined } })), refuse);
  const ok = test.data?.error === null; // no orders yet is no failure
  useEffect(() => setOpen(!ok), [ok, setOpen]); // nothing can be booked from a source that is not understood
  return (
    <div className="stack">
      {test.isPending && <p role="status">{t('Asking the external system…')}</p>}
      {test.isError && <ErrorNotice error={test.error} />}
      {test.data && <TestAnswer result={test.data} />}
      {!test.isPending && (
        <>
          <TextField label={t('Date format')} help={t('How the source writes dates where it is not ISO 8601.')} value={form.date_format ?? ''} onChange={(date_format) => set({ date_format })} error={errors.date_format} dir="ltr" placeholder="%d-%m-%Y %I:%M:%S %p" />
          <div className="row"><Button onClick={() => test.mutate()}>{t('Test again')}</Button></div>
        </>
      )}
    </div>
  );
}
