import { describe, expect, it } from 'vitest';
import { csvCell, toCsv, withLocalTimes } from './csv';

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

describe('a column of instants', () => {
  it('has the same in the shop\'s zone beside it, where a late sale stands on its own day', () => {
    expect(withLocalTimes(['Date', 'Total'], [['2026-11-21T22:30:00.123Z', '9.00'], [null, '1.00']], 'Asia/Riyadh'))
      .toEqual([['Date', 'Date (Asia/Riyadh)', 'Total'], [['2026-11-21T22:30:00.123Z', '2026-11-22 01:30:00', '9.00'], [null, null, '1.00']]]);
  });
});
