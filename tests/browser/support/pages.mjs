// Every screen of the console by its address, for tests that visit them all.
export async function everyPage(page, service) {
  const ask = (path) => page.evaluate((url) => fetch(url).then((answer) => answer.json()), `${service.url}/api/v1/${path}`);
  const first = async (path) => (await ask(path)).items[0];
  const sync = await first('syncs');
  const run = await first('runs');
  const booked = await first('orders?state=booked&limit=1');
  const parked = await first('orders?state=parked&limit=1');
  const session = await first('pos/sessions');
  const product = await first('pos/products');
  const key = (order) => encodeURIComponent(order?.key);
  return {
    home: '/',
    syncs: '/settings/external-order-sync',
    sync: `/syncs/${sync.id}`,
    'sync-source': `/syncs/${sync.id}?tab=source`,
    'sync-matching': `/syncs/${sync.id}?tab=matching`,
    'sync-session': `/syncs/${sync.id}?tab=session`,
    'sync-history': `/syncs/${sync.id}?tab=history`,
    'sync-changes': `/syncs/${sync.id}?tab=changes`,
    'sync-new': '/syncs/new',
    'pos-orders': '/pos/orders',
    'pos-orders-grouped': '/pos/orders?g=payments&f=sales',
    'external-orders': '/orders',
    order: `/orders/${key(booked)}`,
    'order-payload': `/orders/${key(booked)}?tab=payload`,
    ...(parked ? { 'order-parked': `/orders/${key(parked)}` } : {}),
    attention: '/attention',
    runs: '/runs',
    run: `/runs/${run.id}`,
    sessions: '/pos/sessions',
    session: `/pos/sessions/${encodeURIComponent(session.name)}`,
    products: '/pos/products',
    product: `/pos/products/${product.id}`,
    'payment-methods': '/pos/payment-methods',
    transfers: '/pos/transfers',
    stock: '/pos/stock',
    'scheduled-actions': '/settings/scheduled-actions',
    'scheduled-action': '/settings/scheduled-actions/Sync%20External%20Orders',
    connections: '/settings/connections',
    alerts: '/settings/alerts',
    'alert-channels': '/settings/alert-channels',
    'alert-channel-new': '/settings/alert-channels/new',
    'alert-channel': '/settings/alert-channels/Owner',
    nodes: '/settings/nodes',
    'connection-new': '/settings/connections/new',
    connection: '/settings/connections/Shop',
    'products-odoo': '/pos/products?connection=Shop',
    'payment-methods-odoo': '/pos/payment-methods?connection=Shop',
    'sessions-odoo': '/pos/sessions?connection=Shop',
    users: '/settings/users',
    user: '/settings/users/owner',
    tokens: '/settings/tokens',
    logs: '/settings/logs',
    api: '/settings/api',
    profile: '/profile',
    setup: '/setup',
    'no-such-page': '/nowhere',
  };
}

/** Presses Save, and waits until that is stored: the words of a save before may still be on the page. */
export async function saved(page) {
  const stored = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok());
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await stored;
  await page.getByText('Saved', { exact: true }).first().waitFor();
}

export async function settled(page) {
  await page.locator('.control-panel').first().waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((element) => /Loading|تحميل/.test(element.textContent ?? '')));
  await page.waitForTimeout(150);
}
