// A list that is longer than its page is sorted as a whole: by the service, not among the rows that happen to be here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close;
before(async () => ({ service, browser, page, close } = await openDesk({ orders: 200 })));
after(() => close?.());

const rows = () => page.locator('table.list tbody tr');
const header = (name) => page.locator('table.list thead').getByRole('button', { name });
const asked = (path) => page.evaluate((url) => fetch(url).then((answer) => answer.json()), `/api/v1/${path}`);

async function waitForFirst(text) {
  await page.waitForFunction((wanted) => document.querySelector('table.list tbody td.cell-name')?.textContent === wanted, text);
}

test('booked orders by their total, highest first, over every page', async () => {
  await page.goto(`${service.url}/pos/orders`);
  await rows().first().waitFor();
  await header('Total').click();
  await header('Total').click();
  await page.waitForURL(/s=-total/);
  const { items } = await asked('pos/orders?sort=-total&limit=160');
  await waitForFirst(items[0].name);
  assert.equal(await page.locator('table.list thead th[aria-sort=descending]').innerText().then((text) => text.includes('Total')), true);
  await page.getByRole('button', { name: 'Next page' }).click();
  await waitForFirst(items[80].name);
});

test('what the service cannot sort is no button while there are more pages', async () => {
  assert.equal(await header('Session').count(), 0);
  await page.getByRole('columnheader', { name: 'Session' }).waitFor();
});

test('a list that is here as a whole is sorted by any column', async () => {
  const { items } = await asked('pos/orders?limit=1');
  await page.goto(`${service.url}/pos/orders?q=${encodeURIComponent(items[0].external_id)}`);
  await rows().first().waitFor();
  await header('Session').waitFor();
});

test('external orders as they were received, the oldest first', async () => {
  await page.goto(`${service.url}/orders`);
  await rows().first().waitFor();
  await header('Received').click();
  await page.waitForURL(/s=received/);
  const { items } = await asked('orders?sort=received&limit=1');
  await waitForFirst(items[0].external_id);
});

test('external orders by their own dates', async () => {
  await header('Date').click();
  await page.waitForURL(/s=date/);
  const { items } = await asked('orders?sort=date&limit=1');
  await waitForFirst(items[0].external_id);
});

test('transfers, runs and stock have an order of the whole list, too', async () => {
  for (const [address, title, sort, path, of] of [
    ['/pos/transfers', 'Reference', 's=name', 'pos/pickings?sort=name&limit=1', (item) => item.name],
    ['/pos/stock', 'Product', 's=product', 'pos/stock?sort=product&limit=1', (item) => item.product],
    ['/pos/products', 'Name', 's=name', 'pos/products?sort=name&limit=1', (item) => item.name],
  ]) {
    await page.goto(service.url + address);
    await rows().first().waitFor();
    await header(title).click();
    await page.waitForURL(new RegExp(sort));
    const { items } = await asked(path);
    await waitForFirst(of(items[0]));
  }
});

test('a row that changes is marked for a while, and is marked again when it changes again', async () => {
  await page.goto(`${service.url}/syncs`);
  await rows().first().waitFor();
  for (const minutes of ['20', '25']) {
    await service.command('sync', 'edit', 'Main Store Orders', '--interval', minutes);
    await page.locator('tr.is-changed').waitFor();
    await page.locator('tr.is-changed').waitFor({ state: 'detached' });
  }
});

test('Back from a record leads to the list as it was, grouped', async () => {
  await page.goto(`${service.url}/orders`);
  await rows().first().waitFor();
  await page.getByRole('button', { name: 'Filters, Group By and Favorites' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Status', exact: true }).click();
  await page.waitForURL(/g=state/);
  await page.keyboard.press('Escape');
  await rows().getByRole('link').first().click();
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'External Orders' }).click();
  await page.waitForURL(/\/orders\?g=state$/);
});

test('a list that goes on says of what its sum is, and how far it was searched', async () => {
  await page.goto(`${service.url}/orders`);
  await rows().first().waitFor();
  await page.locator('table.list tfoot').getByText('This page').waitFor();
  await page.goto(`${service.url}/orders?f=refund`);
  await page.getByText('Only the 80 records of this page were looked at.').waitFor();
});

test('a search keeps the filters beside it', async () => {
  const { items } = await asked('orders?state=booked&limit=1');
  const number = encodeURIComponent(items[0].external_id);
  await page.goto(`${service.url}/orders?f=parked&q=${number}`);
  await page.getByText('Nothing matches this search').waitFor();
  await page.goto(`${service.url}/orders?f=booked&q=${number}`);
  await rows().first().waitFor();
});

test('the figures of Home lead to the orders that they count', async () => {
  await page.goto(`${service.url}/`);
  const hrefs = (place) => place.locator('a.figure, a:has(.figure), a:has-text("of today")').evaluateAll((links) => links.map((link) => new URL(link.href)));
  const tile = page.locator('section.tile', { hasText: 'Main Store Orders' });
  await tile.waitFor();
  const links = [...await hrefs(tile), ...await hrefs(page.locator('p.sentence')), ...await hrefs(page.locator('.figure-row').last())];
  assert.equal(links.length, 4);
  const { currency, syncs: [sync], booked } = await asked('home');
  for (const link of links) {
    assert.deepEqual([link.pathname, link.searchParams.get('f')], ['/orders', 'booked,today'], link.href);
  }
  assert.equal(links[0].searchParams.get('sync'), 'Main Store Orders');
  await tile.getByRole('link', { name: /today/ }).first().click();
  await page.getByRole('button', { name: 'Next page' }).waitFor();
  let seen = await rows().count();
  while (await page.getByRole('button', { name: 'Next page' }).isEnabled()) {
    const first = await page.locator('table.list tbody td.cell-name').first().innerText();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForFunction((before) => document.querySelector('table.list tbody td.cell-name')?.textContent !== before, first);
    seen += await rows().count();
  }
  assert.deepEqual([seen, booked, currency], [sync.today.orders, sync.today.orders, sync.today.currency]);
});

test('what is chosen on one page leaves the head of the next unticked', async () => {
  await page.goto(`${service.url}/orders`);
  const all = page.locator('table.list thead').getByRole('checkbox', { name: 'Select all' });
  await all.check();
  const [first, many] = [await page.locator('table.list tbody td.cell-name').first().innerText(), await rows().count()];
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.waitForFunction((before) => document.querySelector('table.list tbody td.cell-name')?.textContent !== before, first);
  assert.deepEqual([await rows().count(), await all.isChecked()], [many, false]);
});

test('a run that is not there says so', async () => {
  await page.goto(`${service.url}/runs/999999`);
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
});

test('one stays on a page of the last days while time passes', async () => {
  await page.clock.install({ time: new Date('2025-01-02T12:00:00Z') }); // the day after the sample's orders
  await page.goto(`${service.url}/orders?f=30d`);
  await page.getByRole('button', { name: 'Next page' }).click();
  const pager = () => page.locator('.pager').innerText();
  await page.waitForFunction(() => /81/.test(document.querySelector('.pager')?.textContent ?? ''));
  await page.locator('.pager button[aria-label="Next page"]:enabled').waitFor(); // what is shown meanwhile leads nowhere
  const before = await pager();
  await page.clock.runFor(120_000);
  await page.waitForTimeout(500);
  assert.equal(await pager(), before);
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
