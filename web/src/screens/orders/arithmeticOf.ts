// The sum of an order from what the source sent, for showing where it does not add up. Nothing is decided by it: whether an
// order may be booked, the service alone says.
import type { ArithmeticOf } from '../../api/shapes';
import { isZero, multiplyDecimals, roundDecimal, subtractDecimals, sumDecimals } from '../../format/decimal';
import { ExactNumber, parseExact, type Exact } from '../../format/exact_json';

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

/** Null where the payload is no order whose lines can be added. */
export function arithmeticOf(payload: string): ArithmeticOf | null {
  const order = fieldsOf(parseExact(payload) ?? undefined);
  const items = listOf(order.OrderItems ?? order.OrderDetails);
  const grandTotal = amountOf(order, 'GrandTotal');
  if (items.length === 0 || grandTotal === null) return null;
  const lines = items.map((item) => {
    const qty = amountOf(item, 'Quantity') ?? '0';
    const price = amountOf(item, 'PriceWithoutTax', 'Price') ?? '0';
    const gross = roundDecimal(multiplyDecimals(qty, price), 2);
    return { name: textOf(item.ItemName ?? item.Name) || textOf(item.ItemID), qty, price, amount: subtractDecimals(gross, amountOf(item, 'DiscountAmount') ?? '0') };
  });
  const charges = ['ServiceCharges', 'DeliveryCharges', 'Tip'].flatMap((name) => {
    const amount = amountOf(order, name);
    return amount !== null && !isZero(amount) ? [{ name, amount }] : [];
  });
  const discount = amountOf(order, 'AmountDiscount');
  const tax = amountOf(order, 'Tax');
  const total = roundDecimal(subtractDecimals(sumDecimals([...lines.map((line) => line.amount), ...charges.map((charge) => charge.amount), tax]), discount ?? '0'), 2);
  const payments = listOf(order.CheckoutDetails ?? order.OrderCheckoutDetails).map((payment) => amountOf(payment, 'AmountPaid'));
  const paid = payments.length > 0 ? roundDecimal(sumDecimals(payments), 2) : null;
  const missing = subtractDecimals(roundDecimal(grandTotal, 2), total);
  const difference = !isZero(missing) ? missing : paid !== null ? subtractDecimals(paid, roundDecimal(grandTotal, 2)) : missing;
  return { lines, discount: discount === null || isZero(discount) ? null : `-${roundDecimal(discount, 2)}`, charges, tax: tax && roundDecimal(tax, 2), total, grand_total: roundDecimal(grandTotal, 2), paid, difference };
}
