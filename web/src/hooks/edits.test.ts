import { describe, expect, it } from 'vitest';
import { settled } from './edits';

interface Shop {
  name: string;
  minutes: number;
}
const stored: Shop = { name: 'Shop', minutes: 30 };

describe('what is left of a form once it was saved', () => {
  it('is nothing of what was sent', () => {
    expect(settled({ edits: { minutes: 30 }, from: { minutes: 15 } }, { minutes: 30 }, stored)).toEqual({ edits: {}, from: {} });
  });
  it('is what was typed since, and it begins from what is stored now', () => {
    expect(settled({ edits: { minutes: 45 }, from: { minutes: 15 } }, { minutes: 30 }, stored)).toEqual({ edits: { minutes: 45 }, from: { minutes: 30 } });
  });
  it('is every other field, with what it began from', () => {
    expect(settled<Shop>({ edits: { minutes: 30, name: 'Kiosk' }, from: { minutes: 15, name: 'Shop' } }, { minutes: 30 }, stored)).toEqual({ edits: { name: 'Kiosk' }, from: { name: 'Shop' } });
  });
});
