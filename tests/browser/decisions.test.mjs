// What people decide about single orders: each cause offers what it names, and Retry is there only for what waits.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as rest } from 'node:timers/promises';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close, source;
let sent = [];
let asked = 0;
before(async () => {
  source = http.createServer((_, answer) => {
    asked += 1;
    answer.setHeader('Content-Type', 'application/json').end(JSON.stringify(sent));
  });
  await new Promise((resolve) => source.listen(0, '127.0.0.1', resolve));
  ({ service, browser, page, close } = await openDesk({ sync: false }));
  await service.command('schedule', 'deactivate'); // else the service may be quicker than who asks for a retry
  await service.command('catalog', 'import', await catalogue());
  await service.command('sync', 'add', 'Shop', '--url', `http://127.0.0.1:${source.address().port}/orders`, '--pos', 'Main Store', '--auth', 'none', '--allow-private-network');
});
after(async () => {
  source?.close();
  await close?.();
});

async function catalogue(more = {}) {
  const file = `${service.folder}/goods.json`;
  await writeFile(file, JSON.stringify({
    currency: 'USD', products: [{ id: 901, name: 'Bottle', list_price: '2.00' }], payment_methods: [{ id: 901, name: 'Till', journal: 'Till', type: 'cash' }],
    pos_configs: [{ id: 901, name: 'Kiosk', payment_methods: [901] }], ...more,
  }));
  return file;
}

const bottle = (id, quantity, fields = {}) => ({
  OrderID: id, AmountPaid: 2 * quantity, AmountTotal: 2 * quantity, GrandTotal: 2 * quantity, OrderStatus: 103,
  OrderItems: [{ ItemName: 'Bottle', Price: 2, Quantity: quantity }], CheckoutDetails: [{ AmountPaid: 2 * quantity, CardType: 'Cash', PaymentMode: 1 }], ...fields,
});
const refund = (...sale) => ({ ...bottle(...sale), OrderStatus: 106 });

/** The source sends these, and a run ends, however: one of its own, not another that was under way and is answered instead. */
async function sends(...orders) {
  sent = orders;
  const before = asked;
  for (let tries = 0; asked === before && tries < 20; tries += 1) await service.command('sync', 'now', 'Shop').catch(() => undefined);
  assert.notEqual(asked, before, 'no run has asked the source');
}
const order = async (key) => JSON.parse((await service.command('order', 'show', key, '--json')).stdout);
/** Once its run has come to it: while that has an order in hand, the page shows that it waits for nobody. */
async function booked(key) {
  const patience = Date.now() + 120_000;
  for (;;) {
    const now = await order(key);
    if (now.state === 'booked' || Date.now() > patience) return now;
    await rest(200);
  }
}
const parked = async () => JSON.parse((await service.command('order', 'list', '--state', 'parked', '--json')).stdout).items;
const open = (key) => page.goto(`${service.url}/orders/${encodeURIComponent(key)}`);
const button = (name) => page.getByRole('button', { name, exact: true });

test('a further refund is booked as what it is, and offers no plain Retry', async () => {
  await sends(bottle(1, 3));
  await sends(refund(1, 1));
  await sends(refund(1, 2));
  const [waiting] = await parked();
  assert.equal(waiting.error.code, 'further_refund');
  await open(waiting.key);
  await button('Ignore…').waitFor();
  assert.equal(await button('Retry').count(), 0);
  await button('Book as a further refund').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Book as a further refund' }).click();
  await page.getByText('1 order was booked').waitFor();
  assert.equal((await order(waiting.key)).state, 'booked');
});

test('a group of further refunds offers the decision for each of them', async () => {
  await sends(bottle(2, 3));
  await sends(refund(2, 1));
  await sends(refund(2, 2));
  await page.goto(`${service.url}/attention`);
  const group = page.locator('section.cause', { hasText: 'was refunded before' });
  await group.getByRole('button', { name: 'Book as a further refund' }).waitFor();
  assert.equal(await group.getByRole('button', { name: /^Retry/ }).count(), 0);
  await group.getByRole('button', { name: 'Book as a further refund' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Book as a further refund' }).click();
  await group.getByText('No order waits for this any more', { exact: true }).waitFor();
  assert.deepEqual(await parked(), []);
});

test('a refund whose sale never came is booked with it, or alone', async () => {
  await sends(refund(6, 2), refund(7, 2));
  await open('shop/6:refund');
  await button('Ignore…').waitFor();
  assert.equal(await button('Retry').count(), 0);
  await button('Book both').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Book both' }).click();
  await page.getByText('1 order was booked').waitFor();
  assert.deepEqual([(await order('shop/6')).pos_order.total, (await order('shop/6:refund')).pos_order.total], ['4.00', '-4.00']);

  await page.goto(`${service.url}/attention`);
  const group = page.locator('section.cause', { hasText: 'that this refund takes back is not booked' });
  await group.getByRole('button', { name: 'Book the refund alone' }).click();
  await page.getByRole('alertdialog').getByText('the sale that it belongs to is not in the Point of Sale').waitFor();
  await page.keyboard.press('Enter'); // the focus is on Cancel
  assert.equal((await order('shop/7:refund')).state, 'parked');
  await group.getByRole('button', { name: 'Book the refund alone' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Book the refund alone' }).click();
  await group.getByText('No order waits for this any more', { exact: true }).waitFor();
  assert.equal((await booked('shop/7:refund')).state, 'booked');
});

test('how prices and dates are meant is asked in the group, and kept for the sync', async () => {
  await sends(bottle(8, 1, { OrderDate: '10-08-2025' }));
  await page.goto(`${service.url}/attention`);
  const group = page.locator('section.cause', { hasText: 'Which date is' });
  await group.getByRole('button', { name: 'Month first: 8 October 2025' }).waitFor();
  await group.getByRole('button', { name: 'Day first: 10 August 2025' }).click();
  await page.getByText('1 order was booked').waitFor();
  assert.equal((await order('shop/8')).pos_order.date, '2025-08-10T00:00:00Z');

  const taxed = { id: 902, name: 'Taxed', list_price: '2.00', taxes: [901] };
  await service.command('catalog', 'import', await catalogue({ taxes: [{ id: 901, name: 'VAT 15%', amount: '15' }], products: [taxed] }));
  await sends({ ...bottle(9, 1), OrderItems: [{ ItemName: 'Taxed', Price: 2, Quantity: 1 }] });
  await page.goto(`${service.url}/attention`);
  const taxes = page.locator('section.cause', { hasText: 'states no tax' });
  await taxes.getByRole('button', { name: 'Book without tax' }).waitFor();
  await taxes.getByRole('button', { name: 'Prices include the tax' }).click();
  await taxes.getByText('No order waits for this any more', { exact: true }).waitFor();
  assert.equal((await booked('shop/9')).pos_order.tax, '0.26');
});

test('an ignored order offers no Retry, for it was ended', async () => {
  await sends(bottle(3, 1, { GrandTotal: 9 }));
  await service.command('order', 'ignore', 'shop/3', '--why', 'a test');
  await open('shop/3');
  await page.getByText('Timeline').waitFor();
  assert.equal(await button('Retry').count(), 0);
});

test('of the chosen orders only those that wait are tried again', async () => {
  await sends(bottle(4, 1), bottle(5, 1, { GrandTotal: 9 }));
  await page.goto(`${service.url}/orders`);
  const row = (id) => page.locator('table.list tbody tr', { has: page.getByRole('link', { name: String(id), exact: true }) });
  await row(4).getByRole('checkbox').check();
  await page.getByText('1 selected').waitFor();
  assert.equal(await button('Retry').count(), 0);
  assert.equal(await button('Ignore…').count(), 0);
  await row(5).getByRole('checkbox').check();
  await page.getByText('2 selected').waitFor();
  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  await page.route('**/retry', (route) => held.then(() => route.continue()), { times: 1 });
  await page.getByRole('button', { name: 'Retry (1)' }).click();
  await page.getByText('1 of 1', { exact: true }).waitFor();
  goOn();
  await page.getByText('1 order was tried again').waitFor();
  assert.equal(await page.locator('.toast-error').count(), 0);
});

test('a booked order that the Point of Sale has lost is booked again from its page, and offers no reversal', async () => {
  await sends(bottle(10, 1));
  await open('shop/10');
  await button('Book the reversal').waitFor();
  assert.equal(await button('Book again').count(), 0);
  const lose = "import sqlite3, sys; s = sqlite3.connect(sys.argv[1], timeout=30); s.execute(\"UPDATE pos_order SET external_id = 'gone' WHERE external_id = '10'\"); s.commit()";
  execFileSync('/usr/bin/python3', ['-c', lose, `${service.data}/ordersync.db`]);
  await page.reload();
  await page.getByText('It was booked, and the Point of Sale has it no more.').waitFor();
  assert.equal(await button('Book the reversal').count(), 0);
  await button('Book again').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Book again' }).click();
  await page.getByText('1 order was booked').waitFor();
  await button('Book the reversal').click();
  await page.getByRole('alertdialog').getByText('2.00').waitFor();
  await page.keyboard.press('Enter'); // the focus is on Cancel
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  assert.equal((await order('shop/10')).state, 'booked');
  assert.equal(await page.getByText('The reversal is booked').count(), 0);
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
