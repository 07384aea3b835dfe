// External Order Sync → Needs attention: orders that wait for a person, grouped by cause, with the fix beside each.
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
import { canRetryTogether } from '../orders/Decisions';
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
  const left = attention.data?.items.filter((group) => !canRetryTogether(group)).reduce((sum, group) => sum + group.orders, 0) ?? 0;
  return (
    <>
      <ControlPanel crumbs={[{ label: t('External Order Sync'), href: '/syncs' }, ...(sync ? [{ label: sync, href: `/syncs/${encodeURIComponent(sync)}` }] : []), { label: t('Needs attention') }]}
        end={attention.data && <RetryAll sync={sync} waiting={attention.data.need_you + attention.data.waiting - left} />} />
      <div className="content">
        {attention.isError && attention.data === undefined && <ErrorNotice error={attention.error} retry={() => void attention.refetch()} />}
        {attention.isPending && <Loading />}
        {stable.fresh > 0 && <div className="list-notes" role="status">{tn('{n} new cause', '{n} new causes', stable.fresh)} <Button kind="plain" onClick={stable.adopt}>{t('Show')}</Button></div>}
        {stable.rows?.map((group) => <Cause key={group.cause} group={group} sync={sync} gone={stable.isGone(group)} />)}
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
