// Times as people read them: relative, and exact in the shop's zone.

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function relativeTime(iso: string, now: number, locale: string): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(Math.abs(seconds) < 10 ? 0 : Math.trunc(seconds), 'second');
}

export function safeZone(zone: string | undefined): string | undefined {
  try {
    if (zone) new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** "22 Nov 2026, 14:00:03" in the zone. */
export function exactTime(iso: string, zone: string | undefined, locale: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    second: '2-digit', hourCycle: 'h23', timeZone: safeZone(zone) }).format(date);
}

/** "14:00" today, "22 Nov, 14:00" on another day of the zone, "22 Nov 2025, 14:00" in another year. */
export function shortTime(iso: string, zone: string | undefined, locale: string, now: number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const timeZone = safeZone(zone);
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  const [day, today] = [dayIn(iso, zone), dayIn(now, zone)];
  return day === today
    ? new Intl.DateTimeFormat(locale, time).format(date)
    : new Intl.DateTimeFormat(locale, { ...time, day: 'numeric', month: 'short', ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }) }).format(date);
}

export function dayAndTime(now: number, zone: string | undefined, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    timeZone: safeZone(zone) }).format(new Date(now));
}

/** The date of the instant in the zone, as 2026-11-22. */
export function dayIn(iso: string | number, zone: string | undefined): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: safeZone(zone), calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = Object.fromEntries(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export function duration(fromIso: string, toIso: string, t: (text: string, values: Record<string, string | number>) => string): string {
  const ms = Math.max(0, Date.parse(toIso) - Date.parse(fromIso));
  if (ms < 1000) return t('{n} ms', { n: ms });
  if (ms < 59_950) return t('{n} s', { n: (ms / 1000).toFixed(1) }); // from there on it is rounded to a minute
  const seconds = Math.round(ms / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours === 0) return t('{m} min {s} s', { m: minutes, s: seconds % 60 });
  return hours < 24 ? t('{h} h {m} min', { h: hours, m: minutes % 60 }) : t('{d} d {h} h', { d: Math.floor(hours / 24), h: hours % 24 });
}
