import { expect, it } from 'vitest';
import { isPaused } from './words';

it('a channel is paused until the moment that is shown, and no longer', () => {
  const channel = { paused_until: '2026-11-22T16:00:00Z' };
  expect(isPaused(channel, Date.parse('2026-11-22T15:59:59Z'))).toBe(true);
  expect(isPaused(channel, Date.parse('2026-11-22T16:00:00Z'))).toBe(false);
  expect(isPaused({ paused_until: null }, 0)).toBe(false);
});
