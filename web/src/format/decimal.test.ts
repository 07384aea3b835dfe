import { describe, expect, it } from 'vitest';
import { compareDecimals, groupDecimal, plainDecimal, subtractDecimals, sumDecimals, trimDecimal } from './decimal';

describe('amounts', () => {
  it('are grouped by thousands and keep their decimals', () => {
    expect(groupDecimal('1204.00')).toBe('1,204.00');
    expect(groupDecimal('1234567.890')).toBe('1,234,567.890');
    expect(groupDecimal('92')).toBe('92');
  });
  it('have a real minus', () => expect(groupDecimal('-80.50')).toBe('\u221280.50'));
  it('that are none stay as they are', () => expect(groupDecimal('n/a')).toBe('n/a'));
  it('are summed exactly', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(['9007199254740993.01', '0.99', null])).toBe('9007199254740994.00');
    expect(sumDecimals([])).toBe('0');
  });
  it('are subtracted with their sign', () => {
    expect(subtractDecimals('92.00', '12.00')).toBe('80.00');
    expect(subtractDecimals('-92.00', '-12.00')).toBe('-80.00');
    expect(subtractDecimals('0.00', '0.05')).toBe('-0.05');
  });
  it('have the decimals of their currency, or as many more as they need', () => {
    expect(['92', '92.0', '1.2550', '-0.5'].map((text) => plainDecimal(text, 2))).toEqual(['92.00', '92.00', '1.255', '-0.50']);
    expect(['1200', '1200.00', '2.50'].map((text) => plainDecimal(text, 0))).toEqual(['1200', '1200', '2.5']);
    expect(plainDecimal('1.2', 3)).toBe('1.200');
  });
  it('are compared as numbers', () => {
    expect(compareDecimals('10', '9.99')).toBe(1);
    expect(compareDecimals('1.0', '1.00')).toBe(0);
    expect(compareDecimals('-3', '2')).toBe(-1);
  });
});

describe('quantities', () => {
  it('lose zeros that say nothing', () => {
    expect(trimDecimal('2.000')).toBe('2');
    expect(trimDecimal('2.500')).toBe('2.5');
    expect(trimDecimal('20')).toBe('20');
  });
});
