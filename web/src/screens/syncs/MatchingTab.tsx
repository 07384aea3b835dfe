// The Matching tab: packages, tax, charges, and the two maps.
import type { Form } from '../../hooks/useForm';
import { useTranslator } from '../../i18n/i18n';
import { AdvancedGroups } from './AdvancedFields';
import { MapEditor } from './MapEditor';
import { matchingGroups, type Sync, type SyncForm } from './words';

export function MatchingTab({ form, sync, disabled }: { form: Form<SyncForm>; sync: Sync | null; disabled: boolean }) {
  const { t } = useTranslator();
  const stored = (sync?.advanced ?? {}) as SyncForm;
  return (
    <div className="stack">
      <AdvancedGroups groups={matchingGroups} form={form} disabled={disabled} />
      <div className="columns">
        <MapEditor kind="product" label={t('Products of the source')} stored={stored.map_products ?? {}} changes={form.values.map_products ?? {}}
          onChange={(next) => form.set('map_products', next)} place={form.values} disabled={disabled} />
        <MapEditor kind="method" label={t('Payments of the source')} stored={stored.map_payments ?? {}} changes={form.values.map_payments ?? {}}
          onChange={(next) => form.set('map_payments', next)} place={form.values} disabled={disabled} />
      </div>
    </div>
  );
}
