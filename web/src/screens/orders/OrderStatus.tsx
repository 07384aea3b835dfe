// The status bar of an order: Received → Matched → Booked → Verified, or where it stopped.
import type { Schemas } from '../../api/client';
import { useTranslator } from '../../i18n/i18n';

const verifiedSteps = ['read back', 'read_back', 'verified', 'settled', 'booked'];

export function OrderStatus({ order }: { order: Schemas['OrderDetail'] }) {
  const { t } = useTranslator();
  const booked = order.state === 'booked';
  const verified = booked && !order.attention && order.timeline.some((step) => verifiedSteps.includes(step.step));
  const matched = booked || order.state === 'posting' || order.timeline.some((step) => step.step === 'intended' || step.step === 'matched');
  const reached = verified ? 3 : booked ? 2 : matched ? 1 : 0;
  const stopped: Record<string, string> = { parked: t('Needs you'), ignored: t('Ignored'), skipped: t('Skipped') };
  const steps = [t('Received'), t('Matched'), t('Booked'), t('Verified')];
  const halt = stopped[order.state] ?? (order.attention ? t('Needs you') : null);
  const shown = halt && !booked ? steps.slice(0, reached + 1) : steps.slice(0, halt ? 3 : 4);
  return (
    <ol className="statusbar" aria-label={t('Status')}>
      {shown.map((step, at) => (
        <li key={step} className={at <= reached ? 'is-done' : undefined} aria-current={!halt && at === reached ? 'step' : undefined}>{step}</li>
      ))}
      {halt && <li className="is-warning" aria-current="step">{halt}</li>}
    </ol>
  );
}
