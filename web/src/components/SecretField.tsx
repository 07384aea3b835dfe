// A secret that is written and never shown: one that is set is dots, and can be replaced.
import { useState, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Button } from './Button';
import { Shown, TextField } from './fields';
import { Time } from './Time';

interface Props {
  label: string;
  help?: string;
  error?: string;
  note?: ReactNode;
  /** Which one is set; when it is another one, the field is dots again. */
  kept: string | number | boolean | null | undefined;
  /** Since when, where that is told; null: it is not known. */
  setAt?: string | null;
  /** What the button says. */
  action?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  disabled?: boolean;
}

export function SecretField({ kept, setAt, action, value, onChange, disabled = false, note, ...field }: Props) {
  const { t } = useTranslator();
  const [opened, setOpened] = useState<Props['kept']>();
  const open = Boolean(kept) && opened === kept;
  if (!kept || open || value !== undefined || field.error) {
    return <TextField {...field} note={note} type="password" autoComplete="new-password" value={value ?? ''} disabled={disabled} dir="ltr" autoFocus={open}
      onChange={(next) => onChange(next === '' && kept ? undefined : next)} />;
  }
  return (
    <Shown label={field.label} help={field.help}>
      <div className="row">
        <span><bdi dir="ltr">••••••</bdi>{setAt !== undefined && <> <span className="muted">{t('set')}{setAt && <> <Time iso={setAt} shows="relative" /></>}</span></>}</span>
        {!disabled && <Button kind="plain" className="in-line" onClick={() => setOpened(kept)}>{action ?? t('Replace')}</Button>}
      </div>
    </Shown>
  );
}
