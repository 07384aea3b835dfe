// The lists of an Odoo: what was read of it last is shown, though it does not answer; what only it can say says why not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './support/desk.mjs';
import { settled } from './support/pages.mjs';

let service, browser, page, close;
before(async () => ({ service, browser, page, close } = await openDesk({ odoo: true })));
after(() => close?.());

const rows = () => page.locator('table.list tbody tr');
const place = () => page.getByRole('combobox', { name: 'Point of Sale', exact: true });

test('products: the Point of Sale is chosen, and its products are shown to look at', async () => {
  await page.goto(`${service.url}/pos/products`);
  await page.getByRole('button', { name: 'Import', exact: true }).waitFor();
  await place().selectOption('Shop');
  await page.getByText('Only to look at: it is changed in Odoo.').waitFor();
  await page.getByText(/^Read from Odoo:/).waitFor();
  await rows().first().waitFor();
  assert.equal(await rows().count(), 6);
  await rows().filter({ hasText: 'Burger Meal' }).getByText('VAT 15%').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Import', exact: true }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Create', exact: true }).count(), 0);
  assert.equal(await rows().locator('a').count(), 0);
});

test('products: another configuration, a search, an order, all in the address', async () => {
  await page.getByRole('combobox', { name: 'POS Configuration' }).selectOption('Riyadh Till');
  await page.getByRole('button', { name: 'Sales Price' }).click();
  await page.waitForURL(/s=price/);
  await rows().first().getByText('Staff lunch').waitFor();
  await page.keyboard.press('Alt+q');
  await page.keyboard.type('lemon');
  await page.keyboard.press('Enter');
  await rows().first().getByText('Mint Lemonade').waitFor();
  assert.equal(await rows().count(), 1);
  const address = new URL(page.url());
  assert.deepEqual([address.searchParams.get('connection'), address.searchParams.get('pos'), address.searchParams.get('q')], ['Shop', 'Riyadh Till', 'lemon']);
});

test('payment methods are those of the configuration', async () => {
  await page.goto(`${service.url}/pos/payment-methods?connection=Shop`);
  await rows().filter({ hasText: 'Mada' }).getByText('Bank').first().waitFor();
  assert.equal(await rows().count(), 3);
});

test('sessions are asked of the Odoo, and that it is out of reach is said', async () => {
  await page.goto(`${service.url}/pos/sessions?connection=Shop`);
  await page.getByRole('alert').waitFor();
  await place().selectOption('-');
  await settled(page);
  await rows().first().waitFor();
  assert.equal(new URL(page.url()).searchParams.get('connection'), null);
});

test('reading again says why it cannot', async () => {
  await page.goto(`${service.url}/pos/products?connection=Shop`);
  await rows().first().waitFor();
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.locator('.toast').first().waitFor();
  assert.equal(await rows().count(), 6);
});

test('the set-up and a sync\'s form say that the Odoo does not answer, and advise no import for it', async () => {
  await page.goto(`${service.url}/syncs/new`);
  await page.getByRole('combobox', { name: 'Point of Sale in' }).selectOption('Shop');
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  assert.equal(await page.getByText('There is no POS configuration yet').count(), 0);
  page.once('dialog', (dialog) => dialog.accept());
  await page.goto(`${service.url}/setup`);
  await page.getByRole('textbox', { name: 'External API URL' }).fill(service.sourceUrl);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('combobox', { name: 'Point of Sale in' }).selectOption('Shop');
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Import', exact: true }).count(), 0);
  page.once('dialog', (dialog) => dialog.accept());
});

test('the sessions of an Odoo are looked for in the Odoo', async () => {
  await service.command('sync', 'add', 'Till Orders', '--url', 'https://till.example/orders', '--connection', 'Shop', '--pos', 'Riyadh Till');
  const { items } = await page.evaluate(() => fetch('/api/v1/syncs').then((answer) => answer.json()));
  await page.goto(`${service.url}/syncs/${items.find((each) => each.name === 'Till Orders').id}?tab=session`);
  const panel = page.getByRole('tabpanel');
  assert.equal(await panel.getByRole('link', { name: 'Sessions in Shop' }).getAttribute('href'), '/pos/sessions?connection=Shop');
  assert.equal(await panel.getByText('none is open').count(), 0);
});

test('an order in an Odoo that does not answer says so, and its session leads there', async () => {
  const key = await page.evaluate(async () => (await (await fetch('/api/v1/orders?state=booked&limit=1')).json()).items[0].key);
  await page.route('**/api/v1/orders/*', async (route) => {
    const order = await (await route.fetch()).json();
    await route.fulfill({ json: { ...order, sync: 'Till Orders', pos_trouble: { code: 'connection_refused', message: 'Nobody listens there' } } });
  });
  await page.goto(`${service.url}/orders/${encodeURIComponent(key)}`);
  await page.getByText('The Point of Sale could not be asked; this is what was read of it last. Nobody listens there').waitFor();
  await page.locator('a[href="/pos/sessions?connection=Shop"]').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
