// Home: one sentence, a tile for each sync, the last 24 hours, by payment method, open sessions. Every number leads to its orders.
import { Fragment } from 'react';
import type { Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { Button } from '../../components/Button';
import { ControlPanel } from '../../components/ControlPanel';
import { EmptyState } from '../../components/EmptyState';
import { HourChart } from '../../components/HourChart';
import { Loaded } from '../../components/states';
import { navigate } from '../../app/location';
import { dayAndTime } from '../../format/time';
import { roughly } from '../../format/decimal';
import { useConnections, useHome, usePosConfigs } from '../../hooks/queries';
import { useMay } from '../../hooks/useMe';
import { useNow } from '../../hooks/useNow';
import { useTranslator } from '../../i18n/i18n';
import { SyncTile } from './SyncTile';
import { isTroubled, Troubles } from './Troubles';

type HomeData = Schemas['Home'];

const bookedToday = '/orders?f=booked,today';

export function Home() {
  const { t, locale } = useTranslator();
  const home = useHome();
  const mayAdmin = useMay('admin');
  const now = useNow();
  const config = usePosConfigs().data?.items[0];
  return (
    <Loaded query={home}>
      {(data) => (
        <>
          <ControlPanel crumbs={[{ label: t('Home') }]}
            end={<span className="muted"><bdi>{dayAndTime(now, data.timezone, locale)}</bdi> · <bdi>{config ? `${config.name}, ${data.timezone}` : data.timezone}</bdi></span>} />
          <div className="content stack">
            {data.syncs.length === 0 ? (
              <EmptyState icon="sync" title={t('No sync yet')}
                action={mayAdmin && <Button kind="primary" onClick={() => navigate('/setup')}>{t('Start the guided set-up')}</Button>}>
                {t('Here you will see at a glance whether every order of today is booked. Set up the first sync to begin.')}
              </EmptyState>
            ) : (
              <>
                <Sentence data={data} />
                <div className="tiles">{data.syncs.map((sync) => <SyncTile key={sync.id} sync={sync} />)}</div>
                <Charts data={data} own={config !== undefined} />
              </>
            )}
          </div>
        </>
      )}
    </Loaded>
  );
}

function Sentence({ data }: { data: HomeData }) {
  const { t, tn } = useTranslator();
  const { booked, need_you, waiting } = data;
  const troubled = isTroubled(data);
  return (
    <p className="sentence" role="status">
      <Link href={bookedToday}>
        {booked === 0 ? t('No order of today is booked yet.')
          : need_you === 0 && waiting === 0 && !troubled ? tn('The one order of today is booked.', 'All {n} orders of today are booked.', booked)
          : tn('{n} order of today is booked.', '{n} orders of today are booked.', booked)}
      </Link>{' '}
      {need_you > 0 ? <Link href="/attention" className="text-amber">{tn('{n} needs you.', '{n} need you.', need_you)}</Link> : !troubled && <span className="text-green">{t('Nothing needs you.')}</span>}
      <Troubles data={data} />
      {waiting > 0 && <> <Link href="/attention" className="muted">{tn('{n} goes on by itself.', '{n} go on by themselves.', waiting)}</Link></>}
    </p>
  );
}

/** `own`: ordersync itself is a Point of Sale. Payments and sessions are of that one; an Odoo has its own. */
function Charts({ data, own }: { data: HomeData; own: boolean }) {
  const { t, tn } = useTranslator();
  const hasOdoo = (useConnections().data?.items.length ?? 0) > 0;
  const most = Math.max(1, ...data.payment_methods.map((each) => Math.abs(roughly(each.total))));
  return (
    <div className="split">
      <section className="tile">
        <div className="row spread">
          <h2><Link href="/orders?f=24h" className="plain">{t('Orders an hour')}</Link></h2>
          <div className="legend"><span><i className="key-booked" />{t('booked')}</span><span><i className="key-waiting" />{t('waiting')}</span></div>
        </div>
        <HourChart hours={data.hours} />
      </section>
      <section className="tile">
        {own && <h2>{t('Today by payment method')}{hasOdoo && <span className="muted small"> · {t('ordersync itself')}</span>}</h2>}
        {own && data.payment_methods.length === 0 && <p className="muted">{t('The payments of today\'s orders will be shown here.')}</p>}
        <div className="bars">
          {data.payment_methods.map((each) => (
            <PaymentBar key={each.method} label={each.method} value={each.total} currency={data.own_currency ?? data.currency} share={Math.abs(roughly(each.total)) / most} />
          ))}
        </div>
        <div className="figure-row">
          <span>{t('Total of today')} {data.totals.map(({ currency, total }, at) => <Fragment key={currency}>{at > 0 && ' · '}<Link href={bookedToday} className="figure"><Amount value={total} currency={currency} /></Link></Fragment>)}</span>
          {own && <Link href="/pos/sessions?f=open">{tn('{n} open session', '{n} open sessions', data.open_sessions)}</Link>}
        </div>
      </section>
    </div>
  );
}

function PaymentBar({ label, value, currency, share }: { label: string; value: string; currency: string; share: number }) {
  return (
    <>
      <Link href="/pos/orders?f=today&g=payments"><bdi>{label}</bdi></Link>
      <div aria-hidden="true"><div className="bar" style={{ width: `${Math.max(1, share * 100)}%` }} /></div>
      <Amount value={value} currency={currency} />
    </>
  );
}
