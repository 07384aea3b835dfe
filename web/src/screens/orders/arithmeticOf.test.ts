import { describe, expect, it } from 'vitest';
import { arithmeticOf } from './arithmeticOf';

const order = (more: string) => `{"OrderID":639,"GrandTotal":92.0,"Tax":12.0,"OrderItems":[{"ItemName":"Burger","Price":80.0,"Quantity":1.0,"DiscountAmount":0.0}]${more}}`;

describe('the arithmetic of an order', () => {
  it('adds up for the guide\'s order', () => {
    const sum = arithmeticOf(order(',"CheckoutDetails":[{"AmountPaid":92.0}]'));
    expect(sum).toMatchObject({ total: '92.00', grand_total: '92.00', paid: '92.00', difference: '0.00' });
    expect(sum?.lines).toEqual([{ name: 'Burger', qty: '1.0', price: '80.0', amount: '80.00' }]);
  });
  it('says what is missing of the payment', () => expect(arithmeticOf(order(',"CheckoutDetails":[{"AmountPaid":"80"}]'))?.difference).toBe('-12.00'));
  it('takes a discount off and adds charges', () => expect(arithmeticOf(order(',"AmountDiscount":"2.00","ServiceCharges":5'))).toMatchObject({ discount: '-2.00', total: '95.00', difference: '-3.00' }));
  it('reads thousands and strings', () => expect(arithmeticOf('{"GrandTotal":"1,092.00","OrderItems":[{"ItemName":"x","Price":"1,092.00","Quantity":"1"}]}')?.difference).toBe('0.00'));
  it('is silent where there is nothing to add', () => {
    expect(arithmeticOf('{"GrandTotal":1}')).toBeNull();
    expect(arithmeticOf('no json')).toBeNull();
  });
});
