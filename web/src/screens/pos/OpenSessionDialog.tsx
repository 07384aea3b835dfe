// Opens a session of a POS configuration by hand.
import { useState } from 'react';
import { api, ask } from '../../api/client';
import { SelectField } from '../../components/fields';
import { FormDialog } from '../../components/FormDialog';
import { usePosConfigs } from '../../hooks/queries';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

export function OpenSessionDialog({ connection, onClose }: { connection: string; onClose: () => void }) {
  const { t } = useTranslator();
  const configs = usePosConfigs(connection || null, { kept: true }).data?.items ?? [];
  const [chosen, setChosen] = useState('');
  const config = chosen || configs[0]?.name || '';
  const open = useAction(() => ask(api.POST('/api/v1/pos/sessions', { body: { pos_config: config, connection: connection || undefined } })), { topics: ['sessions', 'orders'], done: (session) => t('{name} is open', { name: session.name }), onDone: onClose });
  return (
    <FormDialog title={t('Open a session')} action={t('Open')} busy={open.isPending} disabled={!config} onSubmit={() => open.mutate()} onClose={onClose}>
      <SelectField label={t('POS Configuration')} value={config} onChange={setChosen} choices={configs.map((each) => ({ value: each.name, label: each.name }))} />
      <p className="muted">{t('A session that a person opened is used by the syncs, and is left for a person to close.')}</p>
    </FormDialog>
  );
}
