// External Order Sync → Needs attention: orders that wait for a person, grouped by cause, with the fix beside each.
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { useLocation } from '../../app/location';
import { Link } from '../../app/Link';
import { Button } from '../../components/Button';
import { ControlPanel } from '../../components/ControlPanel';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice, Loading, StaleNotice } from '../../components/states';
import { useAttention, useHome } from '../../hooks/queries';
import { useStableRows } from '../../hooks/useStableRows';
import { useTranslator } from '../../i18n/i18n';
import { isTroubled, Troubles } from '../home/Troubles';
import { countWaiting, isBeingBooked } from '../orders/waiting';
import { Cause } from './Cause';
import { RetryAll } from './RetryAll';

export function Attention() {
  const { t, tn } = useTranslator();
  const { search } = useLocation();
  const sync = search.get('sync') ?? undefined;
  const attention = useAttention(sync);
  const home = useHome().data;
  const troubled = home && isTroubled(home) ? home : null;
  const stable = useStableRows(attention.data?.items, (group) => group.cause, sync ?? '');
  // What leaves its cause may be in the hands of a run, and come back.
  const posting = useQuery({ queryKey: ['orders', 'posting', sync ?? null], enabled: stable.rows?.some(stable.isGone) ?? false,
    queryFn: () => ask(api.GET('/api/v1/orders', { params: { query: { state: 'posting', limit: 1000, sync } } })) }).data?.items;
  return (
    <>
      <ControlPanel crumbs={[{ label: t('External Order Sync'), href: '/syncs' }, ...(sync ? [{ label: sync, href: `/syncs/${encodeURIComponent(sync)}` }] : []), { label: t('Needs attention') }]}
        end={attention.data && <RetryAll sync={sync} waiting={countWaiting(attention.data)} />} />
      <div className="content">
        {attention.isError && attention.data === undefined && <ErrorNotice error={attention.error} retry={() => void attention.refetch()} />}
        {attention.isPending && <Loading />}
        {stable.fresh > 0 && <div className="list-notes" role="status">{tn('{n} new cause', '{n} new causes', stable.fresh)} <Button kind="plain" onClick={stable.adopt}>{t('Show')}</Button></div>}
        {stable.rows?.map((group) => <Cause key={group.cause} group={group} sync={sync} gone={stable.isGone(group)} posting={posting && isBeingBooked(group, posting)} />)}
        {attention.data?.items.length === 0 && (
          <EmptyState icon={troubled ? 'attention' : 'check'} title={troubled ? t('No order needs you') : t('Nothing needs you')}
            action={<Link href="/orders" className="button">{t('External Orders')}</Link>}>
            {troubled ? <Troubles data={troubled} />
              : attention.data.waiting > 0 ? tn('{n} order goes on by itself; it needs nobody.', '{n} orders go on by themselves; they need nobody.', attention.data.waiting)
              : t('Orders that cannot be booked as they are will wait here, grouped by cause, with what to do about it.')}
          </EmptyState>
        )}
      </div>
      <StaleNotice query={attention} />
    </>
  );
}
