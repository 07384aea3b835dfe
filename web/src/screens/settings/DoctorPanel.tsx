// The doctor's list: each finding with its state, what it means, and what to do.
import { api, ask } from '../../api/client';
import { Badge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { Panel } from '../../components/Panel';
import { ErrorNotice } from '../../components/states';
import { useAtOnce } from '../../hooks/useAtOnce';
import { useTranslator } from '../../i18n/i18n';

export function DoctorPanel({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslator();
  const doctor = useAtOnce(() => ask(api.POST('/api/v1/connections/{name}/doctor', { params: { path: { name } }, body: {} })));
  return (
    <Panel title={t('Doctor')} onClose={onClose}>
      {doctor.isPending && <p role="status">{t('Looking at everything that must be right in this Odoo; nothing is changed…')}</p>}
      {doctor.isError && <ErrorNotice error={doctor.error} retry={() => doctor.mutate()} />}
      {doctor.data && (
        <>
          <p className="strong">{doctor.data.healthy ? t('Everything is as it must be.') : t('Some things must be mended first.')}</p>
          <ul className="checks">
            {doctor.data.findings.map((finding, at) => (
              <li key={`${finding.code}${at}`}>
                <Badge tone={finding.health === 'good' ? 'green' : finding.health === 'warning' ? 'amber' : 'red'}>{finding.health === 'good' ? t('OK') : finding.health === 'warning' ? t('Warning') : t('Mend')}</Badge>
                <div className="grow wrap">
                  <div className="strong">{finding.title}</div>
                  <div>{finding.text}</div>
                  {finding.fix && <div className="muted">{finding.fix}</div>}
                </div>
              </li>
            ))}
          </ul>
          <Button onClick={() => doctor.mutate()}>{t('Look again')}</Button>
        </>
      )}
    </Panel>
  );
}
