// Needs attention: the fix beside the cause books what waited; a reason ends the rest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close;
before(async () => {
  ({ service, browser, page, close } = await openDesk());
  await page.goto(`${service.url}/attention`);
});
after(() => close?.());

// What nothing waits for any more stays where it is until one leaves.
const done = (group) => group.getByText('Done', { exact: true }).waitFor({ timeout: 60_000 });
const cause = (text) => page.locator('section.cause', { hasText: text });

test('the arithmetic of a refused total is shown, with the difference', async () => {
  const totals = cause('Totals do not add up');
  await totals.getByRole('button', { name: /show the arithmetic/ }).click();
  const table = totals.getByRole('table', { name: 'The arithmetic of this order' });
  await table.getByText('The source says').waitFor();
  await table.locator('tr.wrong').getByText('Difference').waitFor();
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
  await page.getByText(orders === 1 ? '1 order was booked' : `${orders} orders were booked`).waitFor({ timeout: 60_000 });
  await done(missing);
  await missing.locator('[inert]').getByRole('button', { name: /^Choose and retry/ }).waitFor();
});

test('ignoring asks why, and the badge counts down', async () => {
  const unpaid = cause('Order is not fully paid');
  await unpaid.getByRole('button', { name: 'Ignore…' }).click();
  await page.getByLabel('Reason').fill('Entered by hand');
  await page.getByRole('button', { name: 'Ignore', exact: true }).click();
  await done(unpaid);
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
