// Draws the advanced fields of a sync from their description in words.ts.
import { Field, SelectField, SwitchField, TextField } from '../../components/fields';
import { LinesField } from '../../components/LinesField';
import { ProductPicker } from '../../components/ProductPicker';
import { usePaymentMethods } from '../../hooks/queries';
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
  const place = { connection: form.values.connection ?? null, ...(form.values.pos_config ? { pos_config: form.values.pos_config } : {}) };
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
      return (
        <TextField {...common} value={text(value)} inputMode="numeric" disabled={disabled} suffix={field.suffix ? t(field.suffix) : ' '} dir="ltr"
          onChange={(next) => set(/^\d+$/.test(next) ? Number(next) : next)} />
      );
    case 'date':
      return <TextField {...common} type="date" value={text(value).slice(0, 10)} disabled={disabled} onChange={(next) => set(next || null)} />;
    case 'product':
      return (
        <Field {...common}>
          {(wiring) => <ProductPicker {...wiring} label={common.label} value={typeof value === 'number' ? value : null} onChange={set} place={place} disabled={disabled} />}
        </Field>
      );
    case 'method':
      return <MethodField {...common} value={text(value)} onChange={(next) => set(next ? Number(next) : null)} disabled={disabled} place={place} />;
    default:
      return <TextField {...common} value={text(value)} onChange={set} disabled={disabled} placeholder={field.placeholder ?? ''} dir="ltr" />;
  }
}

export function MethodField({ place, ...field }: { label: string; help?: string | undefined; error?: string | undefined; value: string; onChange: (value: string) => void; disabled: boolean;
  place: { connection?: string | null; pos_config?: string } }) {
  const methods = usePaymentMethods(place).data?.items ?? [];
  return <SelectField {...field} empty="—" choices={methods.map((method) => ({ value: String(method.id), label: method.name }))} />;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
