import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/i18n';
import { dayIn, duration, exactTime, relativeTime, shortTime } from './time';

describe('times', () => {
  it('are exact in the shop\'s zone', () => expect(exactTime('2026-11-22T11:00:03Z', 'Asia/Riyadh', 'en-GB')).toBe('22 Nov 2026, 14:00:03'));
  it('belong to the zone\'s day', () => expect(dayIn('2026-11-22T22:30:00Z', 'Asia/Riyadh')).toBe('2026-11-23'));
  it('are relative to now', () => {
    const now = Date.parse('2026-11-22T14:05:00Z');
    expect(relativeTime('2026-11-22T14:00:00Z', now, 'en-GB')).toBe('5 minutes ago');
    expect(relativeTime('2026-11-22T16:05:00Z', now, 'en-GB')).toBe('in 2 hours');
  });
  it('say as much of the day as is needed', () => {
    const now = Date.parse('2027-01-02T09:00:00Z');
    const short = (iso: string) => shortTime(iso, 'Asia/Riyadh', 'en-GB', now);
    expect(short('2027-01-02T08:00:00Z')).toBe('11:00');
    expect(short('2026-12-31T22:00:00Z')).toBe('1 Jan, 01:00');
    expect(short('2026-11-22T11:00:00Z')).toBe('22 Nov 2026, 14:00');
  });
  it('survive a zone that is none', () => expect(exactTime('2026-11-22T11:00:03Z', 'Nowhere/Else', 'en-GB')).toContain('2026'));
  it('have lengths', () => {
    const length = (from: string, to: string) => duration(from, to, translator('en').t);
    expect(length('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.250Z')).toBe('250 ms');
    expect(length('2026-01-01T00:00:00Z', '2026-01-01T00:01:05Z')).toBe('1 min 5 s');
    expect(length('2026-01-01T00:00:00Z', '2026-01-01T00:00:59.900Z')).toBe('59.9 s');
    expect(length('2026-01-01T00:00:00Z', '2026-01-01T00:00:59.980Z')).toBe('1 min 0 s');
    expect(length('2026-01-01T00:00:00Z', '2026-01-01T00:01:59.700Z')).toBe('2 min 0 s');
    expect(length('2026-01-01T00:00:00Z', '2026-01-01T05:12:40Z')).toBe('5 h 12 min');
    expect(length('2026-01-01T00:00:00Z', '2026-01-04T02:59:59Z')).toBe('3 d 2 h');
  });
  it('have lengths in the words of each language', () => {
    const length = (to: string) => duration('2026-01-01T00:00:00Z', to, translator('ar').t);
    expect(['2026-01-01T00:00:00.250Z', '2026-01-01T00:00:59.900Z', '2026-01-01T00:01:05Z', '2026-01-01T05:12:40Z', '2026-01-04T02:59:59Z'].map(length))
      .toEqual(['250 م.ث', '59.9 ث', '1 د 5 ث', '5 س 12 د', '3 ي 2 س']);
  });
});
