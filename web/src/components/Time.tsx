// A moment: relative or short as wished, the exact one in the shop's zone on hover and for screen readers' details.
import { useTranslator } from '../i18n/i18n';
import { exactTime, relativeTime, shortTime } from '../format/time';
import { useNow } from '../hooks/useNow';
import { useZone } from '../hooks/useZone';

export function Time({ iso, shows = 'short' }: { iso: string | null | undefined; shows?: 'short' | 'relative' | 'exact' | 'both' }) {
  const { locale } = useTranslator();
  const zone = useZone();
  const now = useNow();
  if (!iso) return null;
  const exact = exactTime(iso, zone, locale);
  const relative = relativeTime(iso, now, locale);
  const text = shows === 'exact' ? exact : shows === 'relative' ? relative : shows === 'both' ? `${exact} (${relative})` : shortTime(iso, zone, locale, now);
  return (
    <time dateTime={iso} title={shows === 'exact' || shows === 'both' ? `${relative}${zone ? ` · ${zone}` : ''}` : `${exact}${zone ? ` ${zone}` : ''}`}>
      {text}
    </time>
  );
}
