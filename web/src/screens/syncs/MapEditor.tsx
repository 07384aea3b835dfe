// What a name or id at the source means here: a product, or a payment method. What was chosen under Needs attention is here too.
import { useState } from 'react';
import { Button } from '../../components/Button';
import { MethodPicker } from '../../components/MethodPicker';
import { ProductPicker } from '../../components/ProductPicker';
import type { Place } from '../../hooks/queries';
import { useTranslator } from '../../i18n/i18n';

type Pairs = Record<string, number | null>;

interface Props {
  kind: 'product' | 'method';
  label: string;
  /** As stored; changes are laid over it, null forgets. */
  stored: Pairs;
  changes: Pairs;
  onChange: (changes: Pairs) => void;
  place: Place;
  disabled: boolean;
}

export function MapEditor({ kind, label, stored, changes, onChange, place, disabled }: Props) {
  const { t } = useTranslator();
  const [name, setName] = useState('');
  const pairs = Object.entries({ ...stored, ...changes }).filter(([, id]) => id !== null);
  const choose = (source: string, id: number | null) => onChange({ ...changes, [source]: id });
  const [pending, setPending] = useState<string[]>([]);
  const rows = [...pairs, ...pending.filter((each) => !pairs.some(([source]) => source === each)).map((each) => [each, null] as const)];
  const add = () => {
    if (!name.trim()) return;
    setPending([...pending, name.trim()]);
    setName('');
  };
  return (
    <section className="stack stack-tight">
      <h2 className="group-title">{label}</h2>
      {rows.length === 0 && <p className="muted small">{t('Nothing is mapped: names and ids are found as they are.')}</p>}
      {rows.length > 0 && (
        <table className="pairs">
          <thead>
            <tr><th scope="col">{t('At the source')}</th><th scope="col">{kind === 'product' ? t('Product') : t('Payment Method')}</th><th><span className="visually-hidden">{t('Forget')}</span></th></tr>
          </thead>
          <tbody>
            {rows.map(([source, id]) => (
              <tr key={source}>
                <td className="wrap"><bdi>{source}</bdi></td>
                <td>
                  {kind === 'product'
                    ? <ProductPicker label={t('Product for {name}', { name: source })} value={id} onChange={(next) => choose(source, next)} place={place} disabled={disabled} />
                    : <MethodPicker label={t('Payment method for {name}', { name: source })} value={id} onChange={(next) => choose(source, next)} place={place} disabled={disabled} />}
                </td>
                <td>
                  {!disabled && <Button kind="plain" icon="close" aria-label={t('Forget {name}', { name: source })} onClick={() => {
                    setPending(pending.filter((each) => each !== source));
                    choose(source, null);
                  }} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!disabled && (
        <div className="row">
          <input className="input input-name" aria-label={t('Name or id at the source')} placeholder={t('Name or id at the source')} value={name} onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault(); // it would save the whole form
              add();
            }} />
          <Button disabled={!name.trim()} onClick={add}>{t('Add a line')}</Button>
        </div>
      )}
    </section>
  );
}
