// What differs between the booked order and what the source sends now, or what the POS holds, field by field.
import type { Schemas } from '../../api/client';
import { useTranslator } from '../../i18n/i18n';

export function Differences({ order }: { order: Schemas['OrderDetail'] }) {
  const { t } = useTranslator();
  const differences = order.differences ?? [];
  if (differences.length === 0) {
    return <p className={order.attention ? 'wrap' : 'muted'}>{order.attention?.message ?? t('What was booked is what the source sent, and what the Point of Sale holds.')}</p>;
  }
  return (
    <table className="receipt">
      <thead><tr><th scope="col">{t('Field')}</th><th scope="col">{t('Booked')}</th><th scope="col">{t('The source says now')}</th></tr></thead>
      <tbody>
        {differences.map((difference) => (
          <tr key={difference.field}><th scope="row" className="mono wrap">{difference.field}</th><td className="wrap"><bdi>{difference.booked ?? '—'}</bdi></td><td className="wrap text-red"><bdi>{difference.source ?? '—'}</bdi></td></tr>
        ))}
      </tbody>
    </table>
  );
}
