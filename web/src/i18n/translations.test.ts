// Every text of the sources has its translation, with the same placeholders, and no translation is left over.
import { describe, expect, it } from 'vitest';
import { arabic } from './ar';
import { fill, translator, type Plurals } from './i18n';

const sources = import.meta.glob('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>;
const literal = `'((?:[^'\\\\\\n]|\\\\.)+)'`;

function textsOf(pattern: string, group: number): Set<string> {
  const found = new Set<string>();
  for (const [path, source] of Object.entries(sources)) {
    if (path.includes('.test.') || path.includes('/ar/') || path.endsWith('/schema.d.ts') || path.endsWith('/i18n.tsx')) continue;
    for (const match of source.matchAll(new RegExp(pattern, 'g'))) found.add((match[group] ?? '').replaceAll("\\'", "'"));
  }
  return found;
}

const plain = new Set([...textsOf(`\\bt\\(${literal}`, 1), ...textsOf(`\\bmsg\\(${literal}`, 1)]);
const plural = textsOf(`\\btn\\(${literal},\\s*${literal}`, 2);
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

describe('translations into Arabic', () => {
  it('are complete', () => {
    expect([...plain, ...plural].filter((text) => !(text in arabic)).sort()).toEqual([]);
  });
  it('have nothing left over', () => {
    expect(Object.keys(arabic).filter((text) => !plain.has(text) && !plural.has(text)).sort()).toEqual([]);
  });
  it('stand once', () => {
    const tables = import.meta.glob('./ar/*.ts', { eager: true }) as Record<string, Record<string, object>>;
    const texts = Object.entries(tables).filter(([path]) => !path.endsWith('/index.ts')).flatMap(([, table]) => Object.values(table)).flatMap((each) => Object.keys(each));
    expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
  });
  it('keep the placeholders', () => {
    const wrong = Object.entries(arabic).filter(([text, translated]) => {
      const given = typeof translated === 'string' ? [translated] : [translated.other];
      return given.some((each) => placeholders(each).join() !== placeholders(text).join());
    });
    expect(wrong.map(([text]) => text)).toEqual([]);
  });
  it('have the forms that Arabic counts with', () => {
    const forms = ['one', 'two', 'few', 'many', 'other'] as const;
    const wrong = [...plural].filter((text) => typeof arabic[text] === 'string' || forms.some((form) => !(arabic[text] as Plurals)?.[form]));
    expect(wrong).toEqual([]);
  });
});

describe('a translator', () => {
  it('chooses the plural by the number', () => {
    const { tn } = translator('en');
    expect(tn('{n} order', '{n} orders', 1)).toBe('1 order');
    expect(tn('{n} order', '{n} orders', 0)).toBe('0 orders');
  });
  it('leaves unknown placeholders as they are', () => {
    expect(fill('a {b} c', {})).toBe('a {b} c');
  });
});
