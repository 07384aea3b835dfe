// Draws the advanced fields of a sync from their description in words.ts.
import { Field, NumberField, SelectField, SwitchField, TextField } from '../../components/fields';
import { LinesField } from '../../components/LinesField';
import { MethodPicker } from '../../components/MethodPicker';
import { ProductPicker } from '../../components/ProductPicker';
import type { Form } from '../../hooks/useForm';
import { useTranslator } from '../../i18n/i18n';
import type { FieldGroup, FieldSpec, SyncForm } from './words';

interface Props {
  form: Form<SyncForm>;
  disabled: boolean;
}

export function AdvancedGroups({ groups, ...rest }: Props & { groups: FieldGroup[] }) {
  const { t } = useTranslator();
  return (
    <div className="columns">
      {groups.map((group) => (
        <section key={group.title} className="fields group">
          <h2 className="group-title">{t(group.title)}</h2>
          {group.fields.map((field) => (
            <AdvancedField key={field.name} field={field} {...rest} />
          ))}
        </section>
      ))}
    </div>
  );
}

function AdvancedField({ field, form, disabled }: Props & { field: FieldSpec }) {
  const { t } = useTranslator();
  const value: unknown = form.values[field.name];
  const set = (next: unknown) => form.set(field.name, next as never);
  const common = { label: t(field.label), help: field.help && t(field.help), error: form.errors[field.name] };
  switch (field.kind) {
    case 'switch':
      return <SwitchField {...common} value={value === true} onChange={set} disabled={disabled} />;
    case 'choice':
      return <SelectField {...common} value={text(value)} onChange={set} disabled={disabled} choices={(field.choices ?? []).map(([id, label]) => ({ value: id, label: t(label) }))} />;
    case 'lines':
      return (
        <LinesField {...common} value={Array.isArray(value) ? value.map(text) : []} disabled={disabled} placeholder={field.placeholder ?? ''} dir="ltr" onChange={set} />
      );
    case 'number':
      return <NumberField {...common} value={text(value)} disabled={disabled} suffix={field.suffix ? t(field.suffix) : ' '} onChange={set} />;
    case 'date':
      return <TextField {...common} type="date" value={text(value).slice(0, 10)} disabled={disabled} onChange={(next) => set(next || null)} />;
    case 'product':
    case 'method': {
      const Picker = field.kind === 'product' ? ProductPicker : MethodPicker;
      return (
        <Field {...common}>
          {(wiring) => <Picker {...wiring} label={common.label} value={typeof value === 'number' ? value : null} onChange={set} place={form.values} disabled={disabled} />}
        </Field>
      );
    }
    default:
      return <TextField {...common} value={text(value)} onChange={set} disabled={disabled} placeholder={field.placeholder ?? ''} dir="ltr" />;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
