// The orders of a cause about which a person decides one by one.
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { Loaded } from '../../components/states';
import { useTranslator } from '../../i18n/i18n';
import { Decisions } from '../orders/Decisions';
import { useIgnore } from '../orders/useOrderActions';

const shown = 20;

export function EachOrder({ cause, sync, all }: { cause: string; sync: string | undefined; all: number }) {
  const { tn } = useTranslator();
  const query = { cause, limit: shown, sync };
  const orders = useQuery({ queryKey: ['orders', 'each', query], queryFn: () => ask(api.GET('/api/v1/orders', { params: { query } })) });
  const ignore = useIgnore();
  return (
    <>
      <Loaded query={orders}>
        {({ items }) => items.map((order) => (
          <div key={order.key} className="cause-fix">
            <Link href={`/orders/${encodeURIComponent(order.key)}`}><bdi>{order.key}</bdi></Link>
            <Amount value={order.total} currency={order.currency} />
            <Decisions order={order} ignore={ignore.ask} />
          </div>
        ))}
      </Loaded>
      {all > shown && <p><Link href={`/orders?cause=${encodeURIComponent(cause)}${sync ? `&sync=${encodeURIComponent(sync)}` : ''}`}>{tn('and {n} more', 'and {n} more', all - shown)}</Link></p>}
      {ignore.dialog}
    </>
  );
}
