// The fields of a form: label, help, input, and the error beside it. Read-only they are label and value.
import { useId, type ComponentProps, type ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover, Switch as AriaSwitch } from 'react-aria-components';
import { useTranslator } from '../i18n/i18n';

interface FieldProps {
  label: string;
  help?: string;
  error?: string;
  note?: ReactNode;
  stacked?: boolean;
}

export function Help({ text, about }: { text: string; about: string }) {
  const { t } = useTranslator();
  return (
    <DialogTrigger>
      <Button className="help" aria-label={t('Help: {field}', { field: about })}>?</Button>
      <Popover><Dialog className="tooltip" aria-label={about}>{text}</Dialog></Popover>
    </DialogTrigger>
  );
}

/** What stands under an input, and the ids by which it is described. */
function useBelow({ error, note }: Pick<FieldProps, 'error' | 'note'>) {
  const id = useId();
  return {
    id,
    described: [error && `${id}-error`, note && `${id}-note`].filter(Boolean).join(' ') || undefined,
    below: (
      <>
        {error && <div className="field-error" id={`${id}-error`}>{error}</div>}
        {note && <div className="field-note" id={`${id}-note`}>{note}</div>}
      </>
    ),
  };
}

/** What joins an input to its label and to what stands under it. */
export interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** `children` draws the input with the id and description that it is given. */
export function Field({ label, help, error, note, stacked = false, children }: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const { id, described, below } = useBelow({ error, note });
  return (
    <div className={stacked ? 'field field-stacked' : 'field'}>
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        {help && <Help text={help} about={label} />}
      </div>
      <div className="field-input">
        {children({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
        {below}
      </div>
    </div>
  );
}

/** Boxes to tick, under one name. */
export function TicksField<T extends string | number>({ label, help, error, note, choices, value, onChange, disabled }: FieldProps & {
  choices: readonly { value: T; label: string }[];
  /** Those that are ticked. */
  value: readonly T[];
  onChange: (value: T[]) => void;
  disabled?: boolean;
}) {
  const { id, described, below } = useBelow({ error, note });
  return (
    <div className="field" role="group" aria-labelledby={id} aria-describedby={described}>
      <div className="field-label">
        <span id={id}>{label}</span>
        {help && <Help text={help} about={label} />}
      </div>
      <div className="field-input">
        <div className="stack stack-tight">
          {choices.map((choice) => (
            <label key={choice.value} className="row row-tight">
              <input type="checkbox" className="tick" disabled={disabled} checked={value.includes(choice.value)}
                onChange={(event) => onChange(event.target.checked ? [...value, choice.value] : value.filter((each) => each !== choice.value))} />
              <bdi>{choice.label}</bdi>
            </label>
          ))}
        </div>
        {below}
      </div>
    </div>
  );
}

export function Shown({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="field">
      <div className="field-label">
        <span>{label}</span>
        {help && <Help text={help} about={label} />}
      </div>
      <div className="field-value">{children}</div>
    </div>
  );
}

type Passed = 'type' | 'required' | 'placeholder' | 'disabled' | 'autoComplete' | 'inputMode' | 'autoFocus' | 'name' | 'dir' | 'minLength';

interface InputProps extends FieldProps, Pick<ComponentProps<'input'>, Passed> {
  value: string;
  onChange: (value: string) => void;
  suffix?: string;
  title?: boolean;
}

export function TextField({ label, help, error, note, stacked, value, onChange, suffix, title, ...passed }: InputProps) {
  return (
    <Field label={label} help={help} error={error} note={note} stacked={stacked}>
      {(wiring) => {
        const input = (
          <input type="text" autoComplete="off" dir="auto" spellCheck={false} {...wiring} {...passed} className={`input ${title ? 'input-title' : ''} ${suffix ? 'input-short' : ''}`}
            value={value} onChange={(event) => onChange(event.target.value)} />
        );
        return suffix ? <span className="input-suffix">{input}<span>{suffix}</span></span> : input;
      }}
    </Field>
  );
}

/** A whole number. What is typed and is none stays as it is: the service says what it takes. */
export function NumberField({ value, onChange, ...field }: Omit<InputProps, 'value' | 'onChange'> & { value: number | string | undefined; onChange: (value: number) => void }) {
  return <TextField inputMode="numeric" dir="ltr" {...field} value={String(value ?? '')} onChange={(next) => onChange((/^\d+$/.test(next) ? Number(next) : next) as number)} />;
}

export function TextArea({ value, onChange, disabled, placeholder, dir = 'auto', ...field }: FieldProps & {
  value: string;
  onChange: (value: string) => void;
  disabled?: boolean;
  placeholder?: string;
  dir?: 'ltr' | 'auto';
}) {
  return (
    <Field {...field}>
      {(wiring) => (
        <textarea {...wiring} className="input" value={value} disabled={disabled} placeholder={placeholder} dir={dir} spellCheck={false}
          onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

export function SelectField<V extends string>({ value, onChange, choices, disabled, required, empty, ...field }: FieldProps & {
  value: V;
  onChange: (value: V) => void;
  choices: readonly { value: V; label: string }[];
  disabled?: boolean;
  required?: boolean;
  empty?: string;
}) {
  return (
    <Field {...field}>
      {(wiring) => (
        <select {...wiring} className="input" value={value} disabled={disabled} required={required} onChange={(event) => onChange(event.target.value as V)}>
          {(empty !== undefined || !choices.some((choice) => choice.value === value)) && <option value="">{empty ?? ''}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>{choice.label}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function SwitchField({ label, help, note, value, onChange, disabled, error }: FieldProps & {
  value: boolean;
  onChange: (value: boolean) => void;
  disabled?: boolean;
}) {
  const { t } = useTranslator();
  const { described, below } = useBelow({ error, note });
  return (
    <div className="field">
      <div className="field-label">
        <span aria-hidden="true">{label}</span>
        {help && <Help text={help} about={label} />}
      </div>
      <div className="field-input">
        <AriaSwitch className="switch" isSelected={value} onChange={onChange} isDisabled={disabled} aria-label={label} aria-describedby={described}>
          <span className="switch-track" aria-hidden="true" />
          <span aria-hidden="true" className="muted">{value ? t('Yes') : t('No')}</span>
        </AriaSwitch>
        {below}
      </div>
    </div>
  );
}
