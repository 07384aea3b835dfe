import { describe, expect, it } from 'vitest';
import { startOfToday } from './dateFilters';

const start = (zone: string, now: string) => startOfToday(zone, Date.parse(now));

describe('today', () => {
  it('begins at midnight in the shop\'s zone', () => {
    expect(start('Asia/Riyadh', '2026-11-22T11:00:03.250Z')).toBe('2026-11-21T21:00:00.000Z');
    expect(start('Asia/Riyadh', '2026-11-22T22:30:00Z')).toBe('2026-11-22T21:00:00.000Z');
    expect(start('Asia/Kathmandu', '2026-11-22T18:15:00Z')).toBe('2026-11-22T18:15:00.000Z');
  });
  it('begins there on days when clocks change, too', () => {
    expect(start('Europe/Berlin', '2026-03-29T00:30:00Z')).toBe('2026-03-28T23:00:00.000Z');
    expect(start('Europe/Berlin', '2026-03-29T12:00:00Z')).toBe('2026-03-28T23:00:00.000Z');
    expect(start('Europe/Berlin', '2026-10-25T22:30:00Z')).toBe('2026-10-24T22:00:00.000Z');
    expect(start('Australia/Lord_Howe', '2026-10-04T02:00:00Z')).toBe('2026-10-03T13:30:00.000Z');
  });
  it('begins where clocks skip to when they skip midnight, and at the first of two midnights', () => {
    expect(start('Africa/Cairo', '2026-04-24T09:00:00Z')).toBe('2026-04-23T22:00:00.000Z');
    expect(start('America/Havana', '2026-11-01T17:00:00Z')).toBe('2026-11-01T04:00:00.000Z');
  });
  it('begins at the browser\'s own midnight where it does not know the zone', () => {
    const now = '2026-11-22T11:00:03Z';
    expect(start('Nowhere/Else', now)).toBe(startOfToday(undefined, Date.parse(now)));
  });
});
