// Needs attention: the fix beside the cause books what waited; a reason ends the rest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close;
before(async () => {
  ({ service, browser, page, close } = await openDesk());
  await service.command('schedule', 'deactivate'); // else the service may be quicker than who asks for a retry
  await page.goto(`${service.url}/attention`);
});
after(() => close?.());

// What nothing waits for any more stays where it is until one leaves.
const done = (group) => group.getByText('No order waits for this any more', { exact: true }).waitFor();
const cause = (text) => page.locator('section.cause', { hasText: text });

test('the arithmetic of a refused total is shown, with the difference', async () => {
  const totals = cause('Totals do not add up');
  await totals.getByRole('button', { name: /show the arithmetic/ }).click();
  const table = totals.getByRole('table', { name: 'The arithmetic of this order' });
  await table.getByText('The source says').waitFor();
  await table.locator('tr.wrong').getByText('Difference').waitFor();
});

test('what waits for a product only has no fault found with its sums', async () => {
  const missing = cause('Product not found');
  await missing.getByRole('button', { name: /show an order/ }).click();
  const table = missing.getByRole('table', { name: 'The arithmetic of this order' });
  await table.getByText('The source says').waitFor();
  assert.equal(await table.getByText(/Difference|This adds up to/).count(), 0);
});

test('each Point of Sale is asked for its own products, and told what they mean there', async () => {
  const product = { id: 77, name: 'Latte of the Odoo', list_price: '9.00', type: 'consumable', active: true, sale_ok: true, available_in_pos: true, tax_names: [] };
  await page.route('**/api/v1/attention', async (route) => {
    const answer = await (await route.fetch()).json();
    const group = answer.items.find((each) => each.code === 'product_not_found');
    group.syncs = ['Main Store Orders', 'Till Orders'];
    await route.fulfill({ json: answer });
  });
  await page.route('**/api/v1/syncs', async (route) => {
    const answer = await (await route.fetch()).json();
    answer.items.push({ ...answer.items[0], id: 9, name: 'Till Orders', connection: 'Shop', pos_config: 'Riyadh Till' });
    await route.fulfill({ json: answer });
  });
  await page.route('**/api/v1/pos/products?*connection=Shop*', (route) => route.fulfill({ json: { items: [product], next: null } }));
  const told = [];
  await page.route('**/api/v1/attention/map', (route) => {
    told.push(route.request().postDataJSON());
    return route.fulfill({ json: { id: 1, sync: 'Till Orders', status: 'success', processed: 1 } });
  });
  await page.reload();
  const there = cause('Product not found').locator('.cause-fix', { hasText: '(Till Orders)' });
  await cause('Product not found').locator('.cause-fix', { hasText: '(Main Store Orders)' }).getByRole('button', { name: 'Create product' }).waitFor();
  assert.equal(await there.getByRole('button', { name: 'Create product' }).count(), 0, 'that is done in the Odoo');
  await there.getByRole('combobox').click();
  await page.getByRole('option').first().waitFor();
  assert.deepEqual(await page.getByRole('option').allInnerTexts().then((texts) => texts.map((text) => text.split('\n')[0])), ['Latte of the Odoo']);
  await page.getByRole('option').first().click();
  await there.getByRole('button', { name: 'Choose and retry' }).click();
  await page.getByText('1 order was booked').waitFor();
  assert.deepEqual(told.map(({ sync, id, kind }) => ({ sync, id, kind })), [{ sync: 'Till Orders', id: 77, kind: 'product' }]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
});

test('what a run has in hand is being booked, and what was booked meanwhile is not said to wait', async () => {
  const missing = cause('Product not found');
  await missing.waitFor();
  const all = await page.evaluate(() => fetch('/api/v1/attention').then((answer) => answer.json()));
  const { examples, orders } = all.items.find((each) => each.code === 'product_not_found');
  const others = all.items.filter((each) => each.code !== 'product_not_found');
  let posting = [{ key: examples[0] }];
  await page.route('**/api/v1/orders/retry', (route) => route.fulfill({ json: { items: [], next: null } }));
  await page.route((url) => url.pathname === '/api/v1/orders' && url.searchParams.get('state') === 'posting', (route) => route.fulfill({ json: { items: posting, next: null } }));
  const quicker = async () => {
    await page.route('**/api/v1/attention', (route) => route.fulfill({ json: { items: others, next: null, need_you: all.need_you - orders, waiting: all.waiting + posting.length } }));
    await missing.getByRole('button', { name: /^Retry/ }).click();
  };
  await quicker();
  await missing.getByText('Posting', { exact: true }).waitFor();
  await page.getByText('Tried again: they still wait.').waitFor();
  assert.equal(await page.getByText(/wait no more/).count(), 0);
  assert.equal(await missing.getByText('No order waits for this any more', { exact: true }).count(), 0);
  await page.unroute('**/api/v1/attention');
  await page.reload();
  await missing.waitFor();
  posting = [];
  await quicker();
  await page.getByText('Nothing was left to try: they wait no more.').waitFor();
  await done(missing);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
});

test('choosing the product books what waited for it', async () => {
  const missing = cause('Product not found');
  const orders = Number(/\d+/.exec(await missing.getByRole('link', { name: /^\d+ orders?$/ }).textContent())[0]);
  const picker = missing.getByRole('combobox');
  await picker.click();
  await page.getByRole('option').first().click();
  await page.route('**/api/v1/attention/map', (route) => route.fulfill({ json: { processed: 0 } }), { times: 1 });
  await missing.getByRole('button', { name: /^Choose and retry/ }).click();
  await page.getByText('Tried again: they still wait.').waitFor();
  await missing.getByRole('button', { name: /^Choose and retry/ }).click();
  await page.getByText(orders === 1 ? '1 order was booked' : `${orders} orders were booked`).waitFor();
  await done(missing);
  await missing.locator('[inert]').getByRole('button', { name: /^Choose and retry/ }).waitFor();
});

test('ignoring asks why, and the badge counts down', async () => {
  const unpaid = cause('Order is not fully paid');
  await unpaid.getByRole('button', { name: 'Ignore…' }).click();
  await page.getByLabel('Reason').fill('Entered by hand');
  await page.mouse.click(5, 5); // beside the dialog
  assert.equal(await page.getByLabel('Reason').inputValue(), 'Entered by hand');
  await page.route('**/api/v1/attention/ignore', (route) => route.fulfill({ status: 503, json: { code: 'busy', detail: 'Not just now' } }), { times: 1 });
  await page.getByRole('button', { name: 'Ignore', exact: true }).click();
  await page.getByText('Not just now').waitFor();
  assert.equal(await page.getByLabel('Reason').inputValue(), 'Entered by hand', 'what is refused is asked again with the same reason');
  await page.getByRole('button', { name: 'Ignore', exact: true }).click();
  await done(unpaid);
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
