// Today, and the last hours and days: filters that every dated list has. "Today" begins at midnight in the shop's zone.
import { useState } from 'react';
import type { Filter } from '../../components/list/model';
import { useTranslator } from '../../i18n/i18n';

export function startOfToday(zone: string | undefined, now = Date.now()): string {
  const parts = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23', timeZone: zone }).formatToParts(new Date(now));
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const passed = (part('hour') * 3600 + part('minute') * 60 + part('second')) * 1000;
  return new Date(Math.floor((now - passed) / 1000) * 1000).toISOString();
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
