// One cause: how many orders and how much money wait for it, its text, and what can be done on the spot.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { Badge, StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { useAction } from '../../hooks/useAction';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';
import { IgnoreDialog } from '../orders/IgnoreDialog';
import { canRetryTogether, decidedOneByOne } from '../orders/waiting';
import { EachOrder } from './EachOrder';
import { Example } from './Example';
import { FixMissing } from './FixMissing';
import { RetryAll } from './RetryAll';

type Group = Schemas['AttentionGroup'];

const moneyCodes = /total|paid|tax|amount|discount|charge|overpaid/;

/** `gone`: nothing waits for it now; it stays where it is until one leaves, so that nothing moves under the finger. `posting`: while its orders are being booked; undefined where that is not known. */
export function Cause({ group, sync, gone, posting }: { group: Group; sync: string | undefined; gone: boolean; posting: boolean | undefined }) {
  const { t, tn } = useTranslator();
  const mayOperate = useMay('operate');
  const [shown, setShown] = useState(false);
  const [ignoring, setIgnoring] = useState<Group | null>(null);
  const ignore = useAction((body: { cause: string; why: string; seen: string | null; orders: number; sync?: string }) => ask(api.POST('/api/v1/attention/ignore', { body })), {
    topics: ['orders'], done: (result) => tn('{n} order is ignored', '{n} orders are ignored', result.ignored),
    onDone: () => setIgnoring(null),
  });
  const attention = group.kind === 'attention';
  const only = sync ?? (group.syncs.length === 1 ? group.syncs[0] : undefined);
  const ordersHref = `/orders?${attention ? 'f=attention&' : ''}cause=${encodeURIComponent(group.cause)}${only ? `&sync=${encodeURIComponent(only)}` : ''}`;
  const detail = attention ? t('show the differences') : moneyCodes.test(group.code) ? t('show the arithmetic') : t('show an order');
  return (
    <section className={gone ? 'cause is-gone' : 'cause'} aria-label={group.message}>
      <div className="cause-head">
        <Link href={ordersHref} className="figure">{tn('{n} order', '{n} orders', group.orders)}</Link>
        {group.total !== null && <Amount value={group.total} currency={group.currency} />}
        <h2 className="grow wrap cause-message">{group.message}</h2>
        {!gone ? attention && <Badge tone="amber">{t('Booked')}</Badge>
          : posting ? <StateBadge state="posting" />
          : posting === false && <Badge tone="grey">{t('No order waits for this any more')}</Badge>}
        {group.remedy === 'wait' && <Badge tone="blue">{t('goes on by itself')}</Badge>}
      </div>
      <div inert={gone}>
      {!sync && <p className="muted small"><bdi>{group.syncs.join(', ')}</bdi></p>}
      {mayOperate && group.fix && <FixMissing fix={group.fix} cause={group.cause} sync={sync} syncs={sync ? [sync] : group.syncs} orders={group.orders} />}
      {mayOperate && decidedOneByOne(group.code) && <EachOrder cause={group.cause} sync={sync} all={group.orders} />}
      <div className="cause-fix">
        {canRetryTogether(group) && <RetryAll sync={sync} cause={group.cause} waiting={group.orders} />}
        {mayOperate && <Button onClick={() => setIgnoring(group)}>{t('Ignore…')}</Button>}
        {group.examples.length > 0 && <Button kind="plain" aria-expanded={shown} onClick={() => setShown(!shown)}>{detail} <span aria-hidden="true" className="flips">{shown ? '▾' : '▸'}</span></Button>}
      </div>
      {shown && group.examples[0] && <Example keys={group.examples} />}
      </div>
      {ignoring && <IgnoreDialog count={ignoring.orders} said={ignore.isError ? ignore.variables.why : ''} busy={ignore.isPending} onClose={() => setIgnoring(null)}
        onIgnore={(why) => ignore.mutate({ cause: ignoring.cause, why, seen: ignoring.raised_at, orders: ignoring.orders, sync })} />}
    </section>
  );
}
