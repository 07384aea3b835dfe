// Asks why an order is ignored. The reason stays on its timeline.
import { useState, type FormEvent } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { TextField } from '../../components/fields';
import { useTranslator } from '../../i18n/i18n';

export function IgnoreDialog({ count, onIgnore, onClose }: { count: number; onIgnore: (why: string) => void; onClose: () => void }) {
  const { t, tn } = useTranslator();
  const [why, setWhy] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why.trim()) onIgnore(why.trim());
  };
  return (
    <Dialog title={tn('Ignore {n} order', 'Ignore {n} orders', count)} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>{t('It will not be booked and no longer asked about, unless the source sends it with other content. What the Point of Sale holds is not changed.')}</p>
        <TextField stacked label={t('Reason')} value={why} onChange={setWhy} required autoFocus placeholder={t('Entered by hand on Monday')} />
        <div className="row">
          <Button type="submit" kind="primary" disabled={!why.trim()}>{t('Ignore')}</Button>
          <Button onClick={onClose}>{t('Cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
