import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { fieldsOf } from '../../api/problem';
import { SelectField, TextField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { scopes } from './roles';

export function CreateTokenDialog({ onCreated, onClose }: { onCreated: (token: { name: string; token: string }) => void; onClose: () => void }) {
  const { t } = useTranslator();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Schemas['Scope']>('read');
  const [days, setDays] = useState('365');
  const [error, setError] = useState<string>();
  const create = useAction(() => ask(api.POST('/api/v1/tokens', { body: { name: name.trim(), scope, days: Number(days) } })), {
    topics: ['accounts'], onDone: onCreated,
    onRefused: (problem) => {
      const { days: refused } = fieldsOf(problem);
      if (refused !== undefined) setError(refused);
      return refused !== undefined;
    },
  });
  const submit = () => {
    if (/^[0-9]+$/.test(days.trim())) create.mutate();
    else setError(t('Write a number of days.'));
  };
  return (
    <FormDialog title={t('Create an API token')} action={t('Create')} busy={create.isPending} disabled={!name.trim()} onSubmit={submit} onClose={onClose}>
      <TextField label={t('Name')} value={name} onChange={setName} required autoFocus placeholder={t('What it is for')} />
      <SelectField label={t('May')} value={scope} onChange={setScope} choices={scopes.map(([id, label]) => ({ value: id, label: t(label) }))} />
      <TextField label={t('Works for')} value={days} error={error} onChange={(next) => {
        setDays(next);
        setError(undefined);
      }} suffix={t('days')} inputMode="numeric" dir="ltr" />
    </FormDialog>
  );
}
