import { describe, expect, it } from 'vitest';
import { csvCell, toCsv } from './csv';

describe('a CSV cell', () => {
  it.each(['=1+1', '+1+1', '-1+cmd|x', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\uFF1D1'])('of foreign text that begins like a formula is made harmless: %j', (text) => {
    expect(csvCell(text).replace(/^"/, '').startsWith("'")).toBe(true);
  });
  it.each(['-12.50', '+3', '92.00'])('that is a number stays a number: %s', (text) => expect(csvCell(text)).toBe(text));
  it('quotes what would end it', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('say "hi"')).toBe('"say ""hi"""');
    expect(csvCell('two\nlines')).toBe('"two\nlines"');
  });
  it('is empty for nothing', () => expect(csvCell(null)).toBe(''));
});

describe('a CSV file', () => {
  it('has a mark, a header and Windows line ends', () => {
    expect(toCsv(['Name', 'Total'], [['Latte', '4.50']])).toBe('\uFEFFName,Total\r\nLatte,4.50\r\n');
  });
});
