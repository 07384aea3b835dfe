import { describe, expect, it } from 'vitest';
import { arithmeticOf } from './arithmeticOf';

const order = (more: string) => `{"OrderID":639,"GrandTotal":92.0,"Tax":12.0,"OrderItems":[{"ItemName":"Burger","Price":80.0,"Quantity":1.0,"DiscountAmount":0.0}]${more}}`;
const totals = 'totals_do_not_add_up';

describe('the arithmetic of an order', () => {
  it('adds up for the guide\'s order', () => {
    const sum = arithmeticOf(order(',"CheckoutDetails":[{"AmountPaid":92.0}]'), totals);
    expect(sum).toMatchObject({ total: '92.00', tax: '12.00', grand_total: '92.00', paid: '92.00', difference: '0.00' });
    expect(sum?.lines).toEqual([{ name: 'Burger', qty: '1.0', price: '80.0', amount: '80.00' }]);
  });
  it('says what is missing of the payment', () => {
    const sent = order(',"CheckoutDetails":[{"AmountPaid":"80"}]');
    expect(arithmeticOf(sent, 'not_fully_paid')).toMatchObject({ total: null, difference: '-12.00' });
    expect(arithmeticOf(order(',"CheckoutDetails":[{"AmountPaid":"100"}]'), 'overpaid')?.difference).toBe('8.00');
  });
  it('counts a tip as owed where it stands beside the total, and once where it is in it', () => {
    const sent = order(',"Tip":8,"CheckoutDetails":[{"AmountPaid":"96"}]');
    expect(arithmeticOf(sent, 'not_fully_paid')).toMatchObject({ grand_total: '92.00', paid: '96.00', difference: '-4.00' });
    expect(arithmeticOf(sent.replace('92.0', '100.0'), 'not_fully_paid')).toMatchObject({ grand_total: '100.00', difference: '-4.00' });
  });
  it('takes a discount off and adds charges', () => expect(arithmeticOf(order(',"AmountDiscount":"2.00","ServiceCharges":5'), totals)).toMatchObject({ discount: '-2.00', total: '95.00', difference: '-3.00' }));
  it('reads thousands and strings', () => expect(arithmeticOf('{"GrandTotal":"1,092.00","OrderItems":[{"ItemName":"x","Price":"1,092.00","Quantity":"1"}]}', totals)?.difference).toBe('0.00'));
  it('finds no fault with sums that are not why the order waits', () => {
    const included = '{"GrandTotal":92,"Tax":12,"OrderItems":[{"ItemName":"Latte XL","Price":92,"Quantity":1}],"CheckoutDetails":[{"AmountPaid":92}]}';
    expect(arithmeticOf(included, 'product_not_found')).toMatchObject({ tax: '12.00', grand_total: '92.00', paid: '92.00', total: null, difference: null });
    expect(arithmeticOf(included, undefined)?.difference).toBeNull();
  });
  it('takes the tax as within the prices where that is nearer', () =>
    expect(arithmeticOf('{"GrandTotal":90,"Tax":12,"OrderItems":[{"ItemName":"x","Price":92,"Quantity":1}]}', totals)).toMatchObject({ total: '92.00', difference: '-2.00' }));
  it('rounds nothing', () => {
    const dinars = arithmeticOf('{"GrandTotal":1.2550,"OrderItems":[{"ItemName":"x","Price":1.255,"Quantity":1}],"CheckoutDetails":[{"AmountPaid":1.2}]}', 'not_fully_paid');
    expect(dinars).toMatchObject({ grand_total: '1.255', paid: '1.20', difference: '-0.055' });
    expect(dinars?.lines[0]?.amount).toBe('1.255');
  });
  it('has the decimals of its currency', () => {
    const yen = arithmeticOf('{"GrandTotal":1200.0,"Tax":109,"OrderItems":[{"ItemName":"x","Price":"1091.00","Quantity":1}],"CheckoutDetails":[{"AmountPaid":1000}]}', 'not_fully_paid', 0);
    expect(yen).toMatchObject({ grand_total: '1200', tax: '109', paid: '1000', difference: '-200' });
    expect(yen?.lines[0]?.amount).toBe('1091');
  });
  it('takes a percentage off a line', () => expect(arithmeticOf('{"GrandTotal":9,"OrderItems":[{"ItemName":"x","Price":10,"Quantity":1,"DiscountPercentage":10}]}', totals)).toMatchObject({ total: '9.00', difference: '0.00' }));
  it('is silent where there is nothing to add', () => {
    expect(arithmeticOf('{"GrandTotal":1}', totals)).toBeNull();
    expect(arithmeticOf('no json', totals)).toBeNull();
  });
});
