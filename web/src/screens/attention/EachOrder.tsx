// The orders of a cause about which a person decides one by one.
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { Decisions } from '../orders/Decisions';
import { useIgnore } from '../orders/useOrderActions';

const shown = 20;

export function EachOrder({ cause, sync }: { cause: string; sync: string | undefined }) {
  const query = { cause, limit: shown, ...(sync ? { sync } : {}) };
  const orders = useQuery({ queryKey: ['orders', 'each', query], queryFn: () => ask(api.GET('/api/v1/orders', { params: { query } })) });
  const ignore = useIgnore();
  return (
    <>
      {orders.data?.items.map((order) => (
        <div key={order.key} className="cause-fix">
          <Link href={`/orders/${encodeURIComponent(order.key)}`}><bdi>{order.key}</bdi></Link>
          <Amount value={order.total} currency={order.currency} />
          <Decisions order={order} ignore={ignore.ask} />
        </div>
      ))}
      {ignore.dialog}
    </>
  );
}
