// Which screen an address shows.
import { lazy, Suspense, type ReactNode } from 'react';
import { ErrorNotice, Loading } from '../components/states';
import { ControlPanel } from '../components/ControlPanel';
import { useTranslator } from '../i18n/i18n';
import { AlertList } from '../screens/alerts/AlertList';
import { ChannelList } from '../screens/alerts/ChannelList';
import { ChannelPage } from '../screens/alerts/ChannelPage';
import { Attention } from '../screens/attention/Attention';
import { Home } from '../screens/home/Home';
import { OrderList } from '../screens/orders/OrderList';
import { OrderPage } from '../screens/orders/OrderPage';
import { PaymentMethodList } from '../screens/pos/PaymentMethodList';
import { PosOrderList } from '../screens/pos/PosOrderList';
import { PosOrderPage } from '../screens/pos/PosOrderPage';
import { ProductList } from '../screens/pos/ProductList';
import { ProductPage } from '../screens/pos/ProductPage';
import { SessionList } from '../screens/pos/SessionList';
import { SessionPage } from '../screens/pos/SessionPage';
import { StockList } from '../screens/pos/StockList';
import { TransferList } from '../screens/pos/TransferList';
import { RunList } from '../screens/runs/RunList';
import { RunPage } from '../screens/runs/RunPage';
import { ConnectionList } from '../screens/settings/ConnectionList';
import { ConnectionPage } from '../screens/settings/ConnectionPage';
import { Logs } from '../screens/settings/Logs';
import { NodeList } from '../screens/settings/NodeList';
import { Profile } from '../screens/settings/Profile';
import { ScheduledActionList } from '../screens/settings/ScheduledActionList';
import { ScheduledActionPage } from '../screens/settings/ScheduledActionPage';
import { TokenList } from '../screens/settings/TokenList';
import { UserList } from '../screens/settings/UserList';
import { UserPage } from '../screens/settings/UserPage';
import { Setup } from '../screens/setup/Setup';
import { SyncList } from '../screens/syncs/SyncList';
import { SyncPage } from '../screens/syncs/SyncPage';
import { matchPath } from './location';

// The whole contract of the API is in it: loaded by those who open it.
const ApiPage = lazy(() => import('../screens/settings/ApiPage'));

type Params = Record<string, string>;

const screens: [string, (params: Params) => ReactNode][] = [
  ['/', () => <Home />],
  ['/pos/orders', () => <PosOrderList />],
  ['/pos/orders/:name', ({ name = '' }) => <PosOrderPage name={name} />],
  ['/pos/sessions', () => <SessionList />],
  ['/pos/sessions/:name', ({ name = '' }) => <SessionPage name={name} />],
  ['/pos/products', () => <ProductList />],
  ['/pos/products/:id', ({ id = '' }) => <ProductPage id={id === 'new' ? null : Number(id)} />],
  ['/pos/payment-methods', () => <PaymentMethodList />],
  ['/pos/transfers', () => <TransferList />],
  ['/pos/stock', () => <StockList />],
  ['/syncs', () => <Syncs under="External Order Sync" />],
  ['/settings/external-order-sync', () => <Syncs under="Settings" />],
  ['/syncs/:id', ({ id = '' }) => <SyncPage id={id === 'new' ? null : id} />],
  ['/orders', () => <OrderList />],
  ['/orders/:key', ({ key = '' }) => <OrderPage id={key} />],
  ['/runs', () => <RunList />],
  ['/runs/:id', ({ id = '' }) => <RunPage id={Number(id)} />],
  ['/attention', () => <Attention />],
  ['/settings/scheduled-actions', () => <ScheduledActionList />],
  ['/settings/scheduled-actions/:name', ({ name = '' }) => <ScheduledActionPage name={name} />],
  ['/settings/connections', () => <ConnectionList />],
  ['/settings/connections/:name', ({ name = '' }) => <ConnectionPage name={name === 'new' ? null : name} />],
  ['/settings/users', () => <UserList />],
  ['/settings/users/:login', ({ login = '' }) => <UserPage login={login === 'new' ? null : login} />],
  ['/settings/tokens', () => <TokenList />],
  ['/settings/alerts', () => <AlertList />],
  ['/settings/alert-channels', () => <ChannelList />],
  ['/settings/alert-channels/:name', ({ name = '' }) => <ChannelPage name={name === 'new' ? null : name} />],
  ['/settings/nodes', () => <NodeList />],
  ['/settings/logs', () => <Logs />],
  ['/settings/api', () => <Suspense fallback={<Loading />}><ApiPage /></Suspense>],
  ['/profile', () => <Profile />],
  ['/setup', () => <Setup />],
];

export function screenFor(path: string): ReactNode {
  for (const [pattern, screen] of screens) {
    const params = matchPath(pattern, path);
    if (params) return screen(params);
  }
  return <NoSuchPage />;
}

function Syncs({ under }: { under: 'Settings' | 'External Order Sync' }) {
  const { t } = useTranslator();
  return <SyncList crumbs={under === 'Settings' ? [{ label: t('Settings') }, { label: t('External Order Sync') }] : [{ label: t('External Order Sync') }, { label: t('Syncs') }]} />;
}

function NoSuchPage() {
  const { t } = useTranslator();
  return (
    <>
      <ControlPanel crumbs={[{ label: t('Home'), href: '/' }, { label: t('No such page') }]} />
      <div className="content"><ErrorNotice error={new Error(t('There is no page at this address.'))} /></div>
    </>
  );
}
