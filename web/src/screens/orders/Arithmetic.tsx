// A refused order as on a receipt, as the source sent it: lines, discount, charges, tax, total, paid. Where the sums are why it is refused, also what they come to, and the difference in red.
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { Amount } from '../../components/Amount';
import { isZero, parseDecimal, trimDecimal } from '../../format/decimal';
import { useTranslator } from '../../i18n/i18n';
import { arithmeticOf, type ArithmeticOf } from './arithmeticOf';
import { usePayload } from './PayloadTab';

type OrderDetail = Schemas['OrderDetail'];

/** Of an order that is not booked. Undefined while it is loading, null where there is none. */
export function useArithmetic(order: OrderDetail | undefined): ArithmeticOf | null | undefined {
  const wanted = order !== undefined && !order.pos_order;
  const refusal = order?.error?.code;
  // The service writes a total with exactly the decimals of its currency.
  const decimals = parseDecimal(order?.total ?? '')?.scale;
  const payload = usePayload(order?.key ?? '', wanted);
  const read = useMemo(() => (payload.data === undefined ? undefined : arithmeticOf(payload.data, refusal, decimals)), [payload.data, refusal, decimals]);
  return payload.isError || (order && !wanted) ? null : read;
}

export function Arithmetic({ order, sum }: { order: OrderDetail; sum: ArithmeticOf }) {
  const { t } = useTranslator();
  const { currency } = order;
  const row = (label: string, value: string | null, kind = '') => value !== null && (
    <tr className={kind}><th scope="row" colSpan={2}>{label}</th><td className="number"><Amount value={value} currency={currency} /></td></tr>
  );
  return (
    <table className="receipt">
      <caption className="visually-hidden">{t('The arithmetic of this order')}</caption>
      <thead><tr><th scope="col">{t('Line')}</th><th scope="col" className="number">{t('Quantity × price')}</th><th scope="col" className="number">{t('Amount')}</th></tr></thead>
      <tbody>
        {sum.lines.map((line, at) => (
          <tr key={at}><td className="wrap"><bdi>{line.name}</bdi></td><td className="number"><bdi dir="ltr">{trimDecimal(line.qty)} × {line.price}</bdi></td><td className="number"><Amount value={line.amount} /></td></tr>
        ))}
      </tbody>
      <tbody>
        {sum.discount !== null && !isZero(sum.discount) && row(t('Discount'), sum.discount, 'rule')}
        {sum.charges.map((charge) => <tr key={charge.name}><th scope="row" colSpan={2}><bdi>{charge.name}</bdi></th><td className="number"><Amount value={charge.amount} currency={currency} /></td></tr>)}
        {row(t('Tax'), sum.tax)}
        {row(t('This adds up to'), sum.total, 'total')}
        {row(t('The source says'), sum.grand_total, sum.total === null ? 'total' : '')}
        {row(t('Paid'), sum.paid)}
        {sum.difference !== null && !isZero(sum.difference) && row(t('Difference'), sum.difference, 'wrong')}
      </tbody>
    </table>
  );
}
