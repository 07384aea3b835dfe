// Asks why an order is ignored. The reason stays on its timeline.
import { useState } from 'react';
import { TextField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { useTranslator } from '../../i18n/i18n';

interface Props {
  count: number;
  /** The reason that was refused last: who looks at the orders first, and comes back, need not type it again. */
  said: string;
  busy: boolean;
  onIgnore: (why: string) => void;
  onClose: () => void;
}

export function IgnoreDialog({ count, said, busy, onIgnore, onClose }: Props) {
  const { t, tn } = useTranslator();
  const [why, setWhy] = useState(said);
  return (
    <FormDialog title={tn('Ignore {n} order', 'Ignore {n} orders', count)} action={t('Ignore')} busy={busy} disabled={!why.trim()} onSubmit={() => onIgnore(why.trim())} onClose={onClose}>
      <p>{t('It will not be booked and no longer asked about, unless the source sends it with other content. What the Point of Sale holds is not changed.')}</p>
      <TextField stacked label={t('Reason')} value={why} onChange={setWhy} required autoFocus placeholder={t('Entered by hand on Monday')} />
    </FormDialog>
  );
}
