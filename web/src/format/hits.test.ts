import { expect, it } from 'vitest';
import { splitByHits } from './hits';

const hitsOf = (text: string, wanted: string) => splitByHits(text, wanted).filter((part) => part.hit).map((part) => part.text);

it('finds capital letters and small ones, and loses nothing of the text', () => {
  expect(splitByHits('Latte, latte', 'LATTE')).toEqual([
    { text: '', hit: false }, { text: 'Latte', hit: true }, { text: ', ', hit: false }, { text: 'latte', hit: true }, { text: '', hit: false }]);
  expect(splitByHits('Latte', 'tea')).toEqual([{ text: 'Latte', hit: false }]);
});
it('marks what is found behind letters that lower case makes longer', () => expect(hitsOf('{"city":"İZMİR","name":"Latte"}', 'latte')).toEqual(['Latte']));
it('takes signs as they are', () => expect(hitsOf('a.b (b) [c] axb \\d 7', '.b (b) [')).toEqual(['.b (b) [']));
it('takes a backslash for one', () => expect(hitsOf('7 \\d', '\\d')).toEqual(['\\d']));
