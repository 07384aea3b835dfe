// What keeps orders from being fetched or booked though no order asks for anybody: told wherever it would be said that all is well.
import { Fragment } from 'react';
import type { Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { shortTime } from '../../format/time';
import { useNow } from '../../hooks/useNow';
import { useTranslator } from '../../i18n/i18n';

type HomeData = Schemas['Home'];

const most = 3;

// What a source has that could not be asked, nobody knows.
const troubledSyncs = (data: HomeData) => data.syncs.filter((sync) => sync.active && (sync.source_trouble || sync.pos_trouble || sync.run_trouble));

export const isTroubled = (data: HomeData) => troubledSyncs(data).length > 0 || data.open_alerts > 0 || isStopped(data);

const isStopped = (data: HomeData) => !data.scheduled && data.syncs.some((sync) => sync.active);

export function Troubles({ data }: { data: HomeData }) {
  const { t, tn, locale } = useTranslator();
  const now = useNow();
  const troubled = troubledSyncs(data);
  const words = ({ name, source_trouble, source_reached_at, pos_trouble }: HomeData['syncs'][number]) => {
    if (source_trouble && source_reached_at) return t('{name} could not be asked since {time}.', { name, time: shortTime(source_reached_at, data.timezone, locale, now) });
    if (source_trouble) return t('{name} could not be asked yet.', { name });
    return pos_trouble ? t('Orders of {name} wait for the Point of Sale.', { name }) : t('The last run of {name} failed.', { name });
  };
  return (
    <>
      {isStopped(data) && <> <Link href="/settings/scheduled-actions" className="text-red">{t('Nothing runs by itself: the schedule is off.')}</Link></>}
      {troubled.slice(0, most).map((sync) => (
        <Fragment key={sync.id}>{' '}<Link href={sync.source_trouble || !sync.pos_trouble ? `/syncs/${sync.id}` : `/attention?sync=${encodeURIComponent(sync.name)}`} className="text-red">{words(sync)}</Link></Fragment>
      ))}
      {troubled.length > most && <> <Link href="/syncs" className="text-red">{tn('and {n} more', 'and {n} more', troubled.length - most)}</Link></>}
      {data.open_alerts > 0 && <> <Link href="/settings/alerts" className="text-amber">{tn('{n} alert is open.', '{n} alerts are open.', data.open_alerts)}</Link></>}
    </>
  );
}
