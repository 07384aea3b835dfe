import { describe, expect, it } from 'vitest';
import { ExactNumber, parseExact } from './exact_json';

describe('exact JSON', () => {
  it('keeps numbers as they are written', () => expect(parseExact('{"a": [92.0, -1e2, 9007199254740993]}')).toEqual({ a: [new ExactNumber('92.0'), new ExactNumber('-1e2'), new ExactNumber('9007199254740993')] }));
  it('reads all the rest as JSON does', () => expect(parseExact('{ "t" : true, "n": null, "s": "a\\"\\u0041", "e": {}, "l": [ ] }')).toEqual({ t: true, n: null, s: 'a"A', e: {}, l: [] }));
  it('refuses what is none', () => expect(parseExact('{"a":')).toBeNull());
});
