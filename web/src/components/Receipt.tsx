// A booked (or to be booked) order as on a receipt: lines, tax, total, payments, change; above it what to know before it is booked.
import type { Schemas } from '../api/client';
import { isZero, subtractDecimals, trimDecimal } from '../format/decimal';
import { useTranslator } from '../i18n/i18n';
import { Amount } from './Amount';

export function Receipt({ order }: { order: Schemas['PosOrder'] }) {
  const { t } = useTranslator();
  const { currency } = order;
  return (
    <>
      {order.warnings?.map((warning, at) => warning && <div key={at} className="notice notice-amber wrap">{warning.message}</div>)}
      <table className="receipt">
        <caption className="visually-hidden">{t('Receipt')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('Product')}</th>
            <th scope="col" className="number">{t('Quantity')}</th>
            <th scope="col" className="number">{t('Unit Price')}</th>
            <th scope="col" className="number">{t('Total')}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line, at) => (
            <tr key={at}>
              <td className="wrap">
                <bdi>{line.product}</bdi>
                {!isZero(line.discount_percent) && <span className="muted small"> {t('Discount {percent} %', { percent: trimDecimal(line.discount_percent) })}</span>}
                {line.note && <div className="muted small wrap"><bdi>{line.note}</bdi></div>}
              </td>
              <td className="number"><Amount value={trimDecimal(line.qty)} /></td>
              <td className="number"><Amount value={line.price_unit} /></td>
              <td className="number"><Amount value={line.total} /></td>
            </tr>
          ))}
        </tbody>
        <tbody>
          <Sum label={t('Untaxed Amount')} value={subtractDecimals(order.total, order.tax)} currency={currency} rule />
          <Sum label={t('Taxes')} value={order.tax} currency={currency} />
          <Sum label={t('Total')} value={order.total} currency={currency} total />
        </tbody>
        <tbody>
          {order.payments.map((payment, at) => (
            <tr key={at}>
              <th scope="row" colSpan={3} className="wrap">
                {payment.is_change ? t('Change') : <bdi>{payment.method}</bdi>}
                {payment.reference_id && <span className="muted small"> <bdi>{payment.reference_id}</bdi></span>}
                {payment.card_last4 && <span className="muted small"> <bdi dir="ltr">•••• {payment.card_last4}</bdi></span>}
              </th>
              <td className="number"><Amount value={payment.amount} currency={currency} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Sum({ label, value, currency, total = false, rule = false }: { label: string; value: string; currency: string; total?: boolean; rule?: boolean }) {
  return (
    <tr className={total ? 'total' : rule ? 'rule' : undefined}>
      <th scope="row" colSpan={3}>{label}</th>
      <td className="number"><Amount value={value} currency={currency} /></td>
    </tr>
  );
}
