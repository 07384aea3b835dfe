import { describe, expect, it } from 'vitest';
import { pretty } from './json';

describe('JSON for reading', () => {
  it('keeps the digits of numbers', () => expect(pretty('{"a":92.0,"b":1e2,"c":9007199254740993}')).toBe('{\n  "a": 92.0,\n  "b": 1e2,\n  "c": 9007199254740993\n}'));
  it('leaves texts alone', () => expect(pretty('["a,b:{}", "q\\"[" ]')).toBe('[\n  "a,b:{}",\n  "q\\"["\n]'));
  it('closes empty ones on the same line', () => expect(pretty('{"a":[ ],"b":{}}')).toBe('{\n  "a": [],\n  "b": {}\n}'));
  it('shows what is no JSON as it is', () => expect(pretty('<html>')).toBe('<html>'));
});
