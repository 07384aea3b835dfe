// Somebody else stored this record meanwhile: both versions field by field, and the choice which to keep.
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { useTranslator } from '../../i18n/i18n';

interface Props {
  id: string;
  mine: Record<string, unknown>;
  labels: Record<string, string>;
  onOverwrite: () => void;
  onTakeTheirs: () => void;
}

export function Conflict({ id, mine, labels, onOverwrite, onTakeTheirs }: Props) {
  const { t } = useTranslator();
  const theirs = useQuery({ queryKey: ['syncs', 'conflict', id], gcTime: 0, staleTime: 0, queryFn: () => ask(api.GET('/api/v1/syncs/{id}', { params: { path: { id } } })) });
  const stored: Record<string, unknown> = theirs.data ? { ...theirs.data.advanced, ...theirs.data } : {};
  const show = (value: unknown) => (value === undefined || value === null || value === '' ? '—' : typeof value === 'object' ? JSON.stringify(value) : String(value));
  return (
    <div className="notice notice-amber stack" role="alert">
      <p className="strong">{t('Somebody else changed this record while you edited it.')}</p>
      <table className="receipt">
        <thead><tr><th scope="col">{t('Field')}</th><th scope="col">{t('Stored now')}</th><th scope="col">{t('Yours')}</th></tr></thead>
        <tbody>
          {Object.entries(mine).map(([name, value]) => (
            <tr key={name}><th scope="row">{labels[name] ?? name}</th><td className="wrap">{name === 'key' ? '••••••' : show(stored[name])}</td><td className="wrap">{name === 'key' ? '••••••' : show(value)}</td></tr>
          ))}
        </tbody>
      </table>
      <div className="row">
        <Button kind="primary" onClick={onOverwrite}>{t('Save mine')}</Button>
        <Button onClick={onTakeTheirs}>{t('Take what is stored')}</Button>
      </div>
    </div>
  );
}
