import { describe, expect, it } from 'vitest';
import { groupRows, rangeOf, searchOnceEntered, sortParam, sortRows, sumRows, type Column } from './model';

interface Row { name: string; total: string | null }
const rows: Row[] = [{ name: 'Order 10', total: '9.50' }, { name: 'Order 9', total: '100.00' }, { name: 'Order 2', total: null }];
const columns: Column<Row>[] = [
  { id: 'name', title: 'Name', cell: (row) => row.name, value: (row) => row.name },
  { id: 'total', title: 'Total', kind: 'amount', cell: (row) => row.total, value: (row) => row.total },
];

describe('a list', () => {
  it('sorts numbers in names as people do', () => {
    expect(sortRows(rows, columns, { column: 'name', descending: false }, 'en').map((row) => row.name)).toEqual(['Order 2', 'Order 9', 'Order 10']);
  });
  it('sorts amounts as amounts, with the empty ones last both ways', () => {
    expect(sortRows(rows, columns, { column: 'total', descending: false }, 'en').map((row) => row.total)).toEqual(['9.50', '100.00', null]);
    expect(sortRows(rows, columns, { column: 'total', descending: true }, 'en').map((row) => row.total)).toEqual(['100.00', '9.50', null]);
  });
  it('keeps its search where Enter is pressed with nothing typed', () => {
    expect(searchOnceEntered(' latte ', '')).toBe('latte');
    expect(searchOnceEntered('', 'latte')).toBe('latte');
    expect(searchOnceEntered(' ', 'latte')).toBe('latte');
    expect(searchOnceEntered('tea', 'latte')).toBe('tea');
  });
  it('says which of how many are shown, also where its page has become empty', () => {
    expect(rangeOf(80, 17, null, false)).toBe('81-97 / 97');
    expect(rangeOf(0, 80, undefined, true)).toBe('1-80 / 80+');
    expect(rangeOf(0, 80, 97, true)).toBe('1-80 / 97');
    expect(rangeOf(80, 0, null, false)).toBe('0 / 80');
  });
  it('asks the service to sort where it can', () => {
    const sorted: Column<Row>[] = [{ ...columns[0]!, sort: 'date' }, columns[1]!];
    expect(sortParam(sorted, { column: 'name', descending: true })).toEqual({ sort: '-date' });
    expect(sortParam(sorted, { column: 'name', descending: false })).toEqual({ sort: 'date' });
    expect(sortParam(sorted, { column: 'total', descending: false })).toEqual({});
    expect(sortParam(sorted, null)).toEqual({});
  });
  it('is summed currency by currency', () => {
    const paid = [{ name: 'a', total: '1.50' }, { name: 'b $', total: '2.00' }, { name: 'c', total: '0.255' }, { name: 'd $', total: null }];
    const currencyOf = (row: Row) => (row.name.endsWith('$') ? 'USD' : 'SAR');
    expect(sumRows(paid, columns[1]!, currencyOf)).toEqual([{ currency: 'SAR', sum: '1.755' }, { currency: 'USD', sum: '2.00' }]);
    expect(sumRows(paid.slice(3), columns[1]!, currencyOf)).toEqual([]);
  });
  it('groups in the order in which groups appear', () => {
    expect(groupRows(rows, { id: 'x', label: 'X', of: (row) => (row.total ? 'paid' : 'open') }).map((group) => [group.value, group.rows.length])).toEqual([['paid', 2], ['open', 1]]);
  });
});
