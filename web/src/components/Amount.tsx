// An amount with its currency. Written left to right in every language, so that a minus stays where it belongs.
import { groupDecimal } from '../format/decimal';

export function Amount({ value, currency }: { value: string | null | undefined; currency?: string | null }) {
  if (value === null || value === undefined) return null;
  return (
    <bdi dir="ltr" className="amount">
      {currency && <span className="amount-currency">{currency} </span>}
      {groupDecimal(value)}
    </bdi>
  );
}
