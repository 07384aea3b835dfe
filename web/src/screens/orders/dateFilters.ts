// Today, and the last hours and days: filters that every dated list has. "Today" begins at midnight in the shop's zone.
import { useState } from 'react';
import type { Filter } from '../../components/list/model';
import { dayIn, safeZone } from '../../format/time';
import { useTranslator } from '../../i18n/i18n';

export function startOfToday(zone: string | undefined, now = Date.now()): string {
  const clock = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone: safeZone(zone) });
  const offset = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
  const today = dayIn(now, zone);
  const midnight = Date.parse(`${today}T00:00:00Z`);
  // Where clocks change today, it began by their offset of before or by that of now: by what comes first and is of today.
  const begins = [midnight - offset(midnight - 86_400_000), midnight - offset(now)];
  const first = Math.min(...begins);
  return new Date(dayIn(first, zone) === today ? first : Math.max(...begins)).toISOString();
}

export function useDateFilters<T>(zone: string | undefined): Filter<T>[] {
  const { t } = useTranslator();
  // From when the list was opened, so that the question stays the same one while it is looked at.
  const [opened] = useState(Date.now);
  const ago = (hours: number) => new Date(Math.floor(opened / 1000) * 1000 - hours * 3_600_000).toISOString();
  const filter = (id: string, label: string, from: string): Filter<T> => ({ id, label, section: 'date', params: { dated_from: from } });
  return [
    filter('today', t('Today'), startOfToday(zone)),
    filter('24h', t('Last 24 hours'), ago(24)),
    filter('7d', t('Last 7 days'), ago(24 * 7)),
    filter('30d', t('Last 30 days'), ago(24 * 30)),
  ];
}
