import { describe, expect, it } from 'vitest';
import { marked } from './useStableRows';

describe('the mark of a row', () => {
  const first = marked(new Map(), ['a']);
  it('has its own while, though another row changes meanwhile', () => {
    const second = marked(first.now, ['b']);
    expect([...second.now.keys()]).toEqual(['a', 'b']);
    expect([...first.after(second.now).keys()]).toEqual(['b']);
    expect(second.after(first.after(second.now)).size).toBe(0);
  });
  it('begins anew when the row changes once more', () => {
    const again = marked(first.now, ['a']);
    expect(again.now.get('a')).toBe(2);
    expect(first.after(again.now).get('a')).toBe(2);
    expect(again.after(again.now).size).toBe(0);
  });
});
