// The status bar of an order: Received → Matched → Booked → Verified, or where it stopped.
import type { Schemas } from '../../api/client';
import { stateWords } from '../../format/states';
import { useTranslator } from '../../i18n/i18n';

type OrderDetail = Schemas['OrderDetail'];

/** It was booked, and the Point of Sale, which was asked, has it no more. */
export const isLost = (order: Pick<OrderDetail, 'state' | 'pos_order' | 'pos_trouble'>) => order.state === 'booked' && !order.pos_order && !order.pos_trouble;

/** How far it came, from 0 (received) to 3 (verified), and the state in which it stopped there. */
export function stageOf(order: Pick<OrderDetail, 'state' | 'attention' | 'timeline' | 'pos_order' | 'pos_trouble'>): { reached: number; stopped: string | null } {
  const was = (step: string) => order.timeline.some((each) => each.step === step);
  const stopped = ['parked', 'ignored', 'skipped'].includes(order.state) ? order.state : order.attention || isLost(order) ? 'attention' : null;
  if (order.state === 'booked') return { reached: stopped === null && was('read_back') ? 3 : 2, stopped };
  return { reached: order.state === 'posting' || was('intended') ? 1 : 0, stopped };
}

export function OrderStatus({ order }: { order: OrderDetail }) {
  const { t } = useTranslator();
  const { reached, stopped } = stageOf(order);
  const steps = [t('Received'), t('Matched'), t('Booked'), t('Verified')];
  return (
    <ol className="statusbar" aria-label={t('Status')}>
      {steps.slice(0, stopped === null ? 4 : reached + 1).map((step, at) => (
        <li key={step} className={at <= reached ? 'is-done' : undefined} aria-current={stopped === null && at === reached ? 'step' : undefined}>{step}</li>
      ))}
      {stopped !== null && <li className="is-warning" aria-current="step">{t(stateWords(stopped).word)}</li>}
    </ol>
  );
}
