import { expect, it } from 'vitest';
import { shownOf, withMessage, type Message } from './messages';

const told = (...texts: string[]) => texts.reduce<Message[]>((all, text, id) => withMessage(all, { id, kind: 'error', text }), []);
const textsOf = (all: Message[]) => all.map(({ text }) => text);

it('the newest messages are shown, and the earlier ones as those are closed', () => {
  const all = told('a', 'b', 'c', 'd', 'e');
  expect([textsOf(shownOf(all).shown), shownOf(all).earlier]).toEqual([['b', 'c', 'd', 'e'], 1]);
  const closed = all.filter(({ text }) => text !== 'e');
  expect([textsOf(shownOf(closed).shown), shownOf(closed).earlier]).toEqual([['a', 'b', 'c', 'd'], 0]);
});
it('the same words stand once, as the newest', () => expect(textsOf(told('a', 'b', 'a'))).toEqual(['b', 'a']));
