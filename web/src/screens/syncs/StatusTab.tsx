// The Sync Status tab, with the guide's three fields, and when the next run is.
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { Shown } from '../../components/fields';
import { Time } from '../../components/Time';
import { useTranslator } from '../../i18n/i18n';
import type { Sync } from './words';

export function StatusTab({ sync }: { sync: Sync }) {
  const { t, tn } = useTranslator();
  const { need_you, waiting } = sync.counts;
  return (
    <div className="stack">
      {sync.pos_trouble && <div className="notice notice-red">{sync.pos_trouble.message}</div>}
      {sync.warnings?.map((warning) => warning && <div key={warning.message} className="notice notice-amber">{warning.message}</div>)}
      <div className="columns">
        <div className="fields">
          <Shown label={t('Last Sync Date')}>{sync.last_sync_date ? <Time iso={sync.last_sync_date} shows="both" /> : <span className="muted">{t('never yet')}</span>}</Shown>
          <Shown label={t('Last Sync Status')}>{sync.last_sync_status && <StateBadge state={sync.last_sync_status} />}</Shown>
          <Shown label={t('Last Sync Message')}>{sync.last_sync_message}</Shown>
        </div>
        <div className="fields">
          <Shown label={t('Next run')}>
            {!sync.active ? t('none: the sync is inactive') : sync.interval_minutes === 0 ? t('only by hand') : <Time iso={sync.next_run_at} shows="both" />}
          </Shown>
          <Shown label={t('Read up to')} help={t('The time from which the next fetch asks for orders. It moves only over orders that are safely kept.')}>
            {sync.cursor && <Time iso={sync.cursor} shows="exact" />}
          </Shown>
          <Shown label={t('Needs attention')}>
            {need_you > 0
              ? <Link href={`/attention?sync=${encodeURIComponent(sync.name)}`}>{tn('{n} order needs you', '{n} orders need you', need_you)}</Link>
              : t('Nothing needs you.')}
            {waiting > 0 && <div className="muted">{tn('{n} order goes on by itself', '{n} orders go on by themselves', waiting)}</div>}
          </Shown>
        </div>
      </div>
    </div>
  );
}
