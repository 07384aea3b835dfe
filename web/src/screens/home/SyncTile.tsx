// One sync at a glance: today's orders and money, its state, the next run, and whether source and POS were reached.
import type { Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { Badge, StateBadge } from '../../components/Badge';
import { HourChart } from '../../components/HourChart';
import { Time } from '../../components/Time';
import { useTranslator } from '../../i18n/i18n';

type Tile = Schemas['HomeSync'];

const edges: Record<string, string> = { success: 'tile-green', no_orders: 'tile-green', error: 'tile-red', need_you: 'tile-amber' };

export function SyncTile({ sync }: { sync: Tile }) {
  const { t, tn } = useTranslator();
  const named = encodeURIComponent(sync.name);
  const { state, source_trouble: source, pos_trouble: pos } = sync;
  const booked = `/orders?sync=${named}&f=booked,today`;
  const reached = (trouble: unknown) => (trouble ? <span className="text-red">✗</span> : <span className="text-green">✓</span>);
  return (
    <section className={`tile ${source || pos ? 'tile-red' : edges[state] ?? ''}`}>
      <div className="row spread">
        <h2 className="wrap"><Link href={`/syncs/${sync.id}`} className="plain"><bdi>{sync.name}</bdi></Link></h2>
        {state === 'need_you' ? <Link href={`/attention?sync=${named}`}><Badge tone="amber">{tn('{n} needs you', '{n} need you', sync.need_you)}</Badge></Link>
          : state === 'never' ? <Badge tone="grey">{t('Never run')}</Badge>
          : <StateBadge state={state} />}
      </div>
      <div className="figure-row">
        <Link href={booked}><span className="figure">{sync.today.orders}</span> {tn('order today', 'orders today', sync.today.orders)}</Link>
        <Link href={booked} className="figure"><Amount value={sync.today.total} currency={sync.today.currency} /></Link>
      </div>
      <Link href={`/orders?sync=${named}&f=24h`} aria-label={t('Orders of the last 24 hours of {name}', { name: sync.name })}><HourChart hours={sync.hours} height={36} small /></Link>
      <div className="row spread muted small">
        <span>{t('last 24 h')}</span>
        {sync.active && sync.next_run_at && <span>{t('next run')} <Time iso={sync.next_run_at} /></span>}
        {(source || sync.source_reached_at) && <span>{t('source')} {reached(source)} <Time iso={sync.source_reached_at} /></span>}
        <span>{t('POS')} {reached(pos)}</span>
      </div>
      {source ? <p className="text-red wrap">{source.message}</p> : state === 'error' && <p className="text-red wrap">{sync.last_sync_message}</p>}
      {pos && <p className="text-red wrap">{pos.message}</p>}
    </section>
  );
}
