// A booked order that is not known to come from a source: its receipt and its transfer.
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { FormPage } from '../../components/form/FormPage';
import { backTo } from '../../components/form/siblings';
import { Shown } from '../../components/fields';
import { Receipt } from '../../components/Receipt';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { useTranslator } from '../../i18n/i18n';
import { PickingTable } from '../orders/PickingTable';

export function PosOrderPage({ name }: { name: string }) {
  const { t } = useTranslator();
  const query = useQuery({ queryKey: ['pos', 'order', name], queryFn: () => ask(api.GET('/api/v1/pos/orders/{name}', { params: { path: { name } } })) });
  return (
    <Loaded query={query}>
      {(order) => (
        <FormPage crumbs={[{ label: t('Point of Sale') }, { label: t('Orders'), href: backTo('/pos/orders') }, { label: order.name ?? order.reference }]} status={<StateBadge state={order.state} />}>
          <div className="split">
            <div className="sheet"><Receipt order={order} /></div>
            <div className="sheet fields">
              <Shown label={t('Session')}>{order.session && <Link href={`/pos/sessions/${encodeURIComponent(order.session)}`}><bdi>{order.session}</bdi></Link>}</Shown>
              <Shown label={t('Date')}><Time iso={order.date} shows="both" /></Shown>
              <Shown label={t('Receipt Number')}><bdi dir="ltr" className="mono">{order.reference}</bdi></Shown>
              {order.key && <Shown label={t('External Order ID')}><Link href={`/orders/${encodeURIComponent(order.key)}`}><bdi>{order.external_id}</bdi></Link></Shown>}
              {order.picking && <PickingTable picking={order.picking} />}
            </div>
          </div>
        </FormPage>
      )}
    </Loaded>
  );
}
