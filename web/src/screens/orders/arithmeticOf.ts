// An order as the source sent it, for showing where it does not add up. Nothing is decided by it: whether an order may be booked,
// and whether its sums are right, the service alone says. There are many ways to state a total; only where the service found none is
// one of them summed up here.
import { compareDecimals, isZero, multiplyDecimals, plainDecimal, subtractDecimals, sumDecimals } from '../../format/decimal';
import { ExactNumber, parseExact, type Exact } from '../../format/exact_json';

export interface ArithmeticOf {
  lines: { name: string; qty: string; price: string; amount: string }[];
  discount: string | null;
  charges: { name: string; amount: string }[];
  tax: string | null;
  total: string | null;
  grand_total: string;
  paid: string | null;
  difference: string | null;
}

type Fields = { [name: string]: Exact };

const fieldsOf = (value: Exact | undefined): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber) ? value : {});
const listOf = (value: Exact | undefined): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** The amount of the first of the names that is there, as plain digits; null where none is a number. */
function amountOf(fields: Fields, ...names: string[]): string | null {
  for (const name of names) {
    const value = fields[name];
    const text = value instanceof ExactNumber ? value.text : typeof value === 'string' ? value.trim().replace(/(\d),(?=\d{3}(\D|$))/g, '$1') : null;
    if (text !== null && /^[+-]?\d+(\.\d+)?$/.test(text)) return text;
  }
  return null;
}

const textOf = (value: Exact | undefined): string => (typeof value === 'string' ? value : value instanceof ExactNumber ? value.text : '');

const sizeOf = (amount: string) => amount.replace('-', '');

/** Null where the payload is no order with lines. `refusal`: the code of why it is not booked; `decimals`: those of the currency. */
export function arithmeticOf(payload: string, refusal: string | undefined, decimals = 2): ArithmeticOf | null {
  const plain = (text: string) => plainDecimal(text, decimals);
  const order = fieldsOf(parseExact(payload) ?? undefined);
  const items = listOf(order.OrderItems ?? order.OrderDetails);
  const grandTotal = amountOf(order, 'GrandTotal');
  if (items.length === 0 || grandTotal === null) return null;
  const lines = items.map((item) => {
    const qty = amountOf(item, 'Quantity') ?? '0';
    const price = amountOf(item, 'PriceWithoutTax', 'Price') ?? '0';
    const gross = multiplyDecimals(qty, price);
    const off = amountOf(item, 'DiscountAmount') ?? '0';
    const percent = amountOf(item, 'DiscountPercentage');
    const discount = isZero(off) && percent !== null ? multiplyDecimals(gross, multiplyDecimals(percent, '0.01')) : off;
    return { name: textOf(item.ItemName ?? item.Name) || textOf(item.ItemID), qty, price, amount: plain(subtractDecimals(gross, discount)) };
  });
  const charges = ['ServiceCharges', 'DeliveryCharges', 'Tip'].flatMap((name) => {
    const amount = amountOf(order, name);
    return amount !== null && !isZero(amount) ? [{ name, amount: plain(amount) }] : [];
  });
  const discount = amountOf(order, 'AmountDiscount') ?? '0';
  const tax = amountOf(order, 'Tax');
  const payments = listOf(order.CheckoutDetails ?? order.OrderCheckoutDetails).map((payment) => amountOf(payment, 'AmountPaid'));
  const paid = payments.length > 0 ? plain(sumDecimals(payments)) : null;
  const gap = (stated: string, sum: string) => plain(subtractDecimals(stated, sum));
  // The tax stands beside the lines or in them: the nearer is meant.
  const within = subtractDecimals(sumDecimals([...lines, ...charges].map(({ amount }) => amount)), discount);
  const beside = sumDecimals([within, tax]);
  const nearer = (stated: string) => (compareDecimals(sizeOf(gap(stated, within)), sizeOf(gap(stated, beside))) < 0 ? within : beside);
  const off = (stated: string) => sizeOf(gap(stated, nearer(stated)));
  const total = refusal === 'totals_do_not_add_up' ? plain(nearer(grandTotal)) : null;
  const unpaid = refusal === 'not_fully_paid' || refusal === 'overpaid';
  // A tip may be owed beside GrandTotal.
  const withTip = sumDecimals([grandTotal, amountOf(order, 'Tip')]);
  const owed = compareDecimals(off(withTip), off(grandTotal)) < 0 ? withTip : grandTotal;
  return {
    lines, charges, total, paid,
    discount: isZero(discount) ? null : plain(subtractDecimals('0', discount)),
    tax: tax && plain(tax),
    grand_total: plain(grandTotal),
    difference: total !== null ? gap(grandTotal, total) : unpaid && paid !== null ? gap(paid, owed) : null,
  };
}
