// Closes a session: the counted cash, or nothing where nobody counted.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { fieldsOf } from '../../api/problem';
import { TextField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { parseDecimal } from '../../format/decimal';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

export function CloseSessionDialog({ session, onClose }: { session: Schemas['Session']; onClose: () => void }) {
  const { t, tn } = useTranslator();
  const [counted, setCounted] = useState('');
  const [error, setError] = useState<string>();
  const close = useAction(
    () => ask(api.POST('/api/v1/pos/sessions/close', { body: { pos_config: session.pos_config, session: session.id, counted_cash: counted.trim() || null } })),
    {
      topics: ['sessions', 'orders'], done: t('{name} is closed', { name: session.name }), onDone: onClose,
      onRefused: (problem) => {
        const { counted_cash } = fieldsOf(problem);
        if (counted_cash !== undefined) setError(counted_cash);
        return counted_cash !== undefined;
      },
    },
  );
  const submit = () => {
    if (counted.trim() && !parseDecimal(counted)) setError(t('Write an amount such as 120.50.'));
    else close.mutate();
  };
  return (
    <FormDialog title={t('Close the session')} action={t('Close the session')} busy={close.isPending} onSubmit={submit} onClose={onClose}>
      <p>{tn('{n} order of {name} is posted, and the session cannot be opened again.', '{n} orders of {name} are posted, and the session cannot be opened again.', session.orders, { name: session.name })}</p>
      <TextField label={t('Counted cash')} value={counted} error={error} inputMode="decimal" dir="ltr" autoFocus note={t('Leave it empty where nobody counted: the cash then counts as expected, and the report says that it was not counted.')}
        onChange={(next) => {
          setCounted(next);
          setError(undefined);
        }} />
    </FormDialog>
  );
}
