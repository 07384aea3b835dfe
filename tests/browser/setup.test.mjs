// The first run on an empty store: the administrator, then the guided set-up to the first booked orders.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { becomeAdministrator, openBrowser, signIn } from './support/browser.mjs';
import { startService } from './support/service.mjs';

let service, browser, page, source;
before(async () => {
  service = await startService({ shop: false });
  browser = await openBrowser();
  page = browser.page;
});
after(async () => {
  source?.close();
  await browser?.close();
  await service?.stop();
});

const next = () => page.getByRole('button', { name: 'Next', exact: true }).click();
const back = () => page.getByRole('button', { name: 'Back', exact: true }).click();
const isActive = () => page.evaluate(async () => (await (await fetch('/api/v1/syncs')).json()).items[0].active);
const flip = (name) => page.locator('label.switch', { has: page.getByRole('switch', { name }) }).click();

test('the link makes the administrator, and works once', async () => {
  const link = await service.link();
  service.link = async () => link;
  await page.route('**/api/v1/me', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 422, json: { code: 'bad_field', detail: 'Not this name' } }) : route.continue()));
  const become = becomeAdministrator(page, service);
  await page.getByText('Not this name').waitFor();
  assert.equal(await page.getByLabel('Login', { exact: true }).isDisabled(), true, 'it stands already');
  await page.unroute('**/api/v1/me');
  await page.getByRole('button', { name: 'Create the administrator' }).click(); // of what the link has done already, nothing is asked again
  await become;
  const other = await openBrowser();
  await other.page.goto(link);
  await other.page.getByText('This link does not work').waitFor();
  await other.close();
});

test('source: a missing address is named beside its field', async () => {
  await next();
  await page.getByText('This field is required.').waitFor();
  await page.getByRole('textbox', { name: 'External API URL' }).fill(service.sourceUrl);
  await page.getByLabel('External API Key', { exact: true }).fill('not the key');
  await flip('Allow private network');
  await next();
});

test('leaving asks first: address and key would be lost', async () => {
  const asked = page.waitForEvent('dialog');
  const pressed = page.getByRole('button', { name: 'Leave the set-up' }).click();
  const dialog = await asked;
  assert.match(dialog.message(), /unsaved changes/);
  await dialog.dismiss();
  await pressed;
  assert.equal(new URL(page.url()).pathname, '/setup');
});

test('Point of Sale: a catalogue file is looked at, then imported', async () => {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByLabel('Catalogue file').setInputFiles(service.catalogue);
  await page.getByText(/^Would create \d+/).waitFor();
  let answer;
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route((url) => url.pathname === '/api/v1/pos/catalogue' && !url.searchParams.has('dry_run'), async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.locator('button[aria-busy=true]', { hasText: 'Import' }).waitFor();
  await page.keyboard.press('Escape'); // what is under way cannot be taken back
  assert.equal(await dialog.getByRole('button', { name: 'Cancel', exact: true }).isDisabled(), true);
  answer();
  await page.getByRole('combobox', { name: 'POS Configuration' }).selectOption('Main Store');
});

test('a field that is refused in a later step is shown where it is asked for', async () => {
  const interval = page.getByRole('textbox', { name: 'Sync Interval' });
  await interval.fill('abc');
  await next();
  await page.locator('.field-error').waitFor();
  assert.equal(await interval.getAttribute('aria-invalid'), 'true');
  await interval.fill('15');
  await next();
});

test('test: a source that refuses leads no further', async () => {
  await page.getByText('Failed', { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled(), true);
  await back();
  await back();
  await page.getByLabel('External API Key', { exact: true }).fill(service.key);
  await next();
  await next();
});

test('test: the answer is shown with what was understood', async () => {
  await page.getByText('Request and answer').waitFor();
  await page.getByText('Understood', { exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Date format' }).fill('%d-%m-%Y %I:%M:%S %p');
  await next();
});

test('the dry run writes nothing, the first sync books', async () => {
  await page.getByText(/orders would be booked\. Nothing was written\./).waitFor();
  await page.getByRole('button', { name: 'From the beginning' }).click(); // the sample has orders of some days
  await next();
  assert.equal(await isActive(), false, 'nothing is booked before somebody has said from when');
  assert.equal(await page.getByRole('button', { name: 'Finish' }).isDisabled(), true);
  await page.getByRole('button', { name: 'Sync Now' }).click();
  await page.getByText(/^Processed \d+ orders successfully/).waitFor();
  assert.equal(await isActive(), true);
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText(/orders of today (are|is) booked/).waitFor();
});

test('orders of long ago are asked about before anything is booked', async () => {
  const sold = (id, date) => ({ OrderID: id, OrderDate: date, AmountPaid: 5, AmountTotal: 5, GrandTotal: 5, OrderItems: [{ ItemName: 'Tip', Price: 5, Quantity: 1 }],
    CheckoutDetails: [{ AmountPaid: 5, CardType: 'Cash', PaymentMode: 1 }] });
  const orders = [sold(1, '2021-03-04T12:00:00Z'), sold(2, new Date().toISOString())];
  let isAway = false;
  source = http.createServer((_, answer) => (isAway ? answer.writeHead(401).end() : answer.setHeader('Content-Type', 'application/json').end(JSON.stringify(orders))));
  await new Promise((resolve) => source.listen(0, '127.0.0.1', resolve));
  await page.goto(`${service.url}/setup`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Old Shop');
  await page.getByRole('textbox', { name: 'External API URL' }).fill(`http://127.0.0.1:${source.address().port}/orders`);
  await flip('Allow private network');
  await next();
  await page.getByRole('combobox', { name: 'POS Configuration' }).selectOption('Main Store');
  await next();
  await page.getByText('Understood', { exact: true }).waitFor();
  await page.route('**/api/v1/syncs/*/dry-run', (route) => route.fulfill({ status: 503, json: { code: 'busy', detail: 'Not just now' } }), { times: 1 });
  await next();
  await page.getByText('Not just now').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled(), true, 'nobody knows yet how old the orders are');
  isAway = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('0 orders would be booked. Nothing was written.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled(), true, 'the source has not told it either');
  isAway = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('The oldest order is of 4 March 2021. Which orders are to be booked?').waitFor();
  await page.getByText('2 orders would be booked. Nothing was written.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled(), true);
  await page.getByRole('button', { name: 'From today' }).click();
  await page.getByText('1 order would be booked. Nothing was written.').waitFor();
  assert.equal(await page.getByText('The oldest order is of').count(), 0);
  await next();
  await page.getByRole('button', { name: 'Sync Now' }).click();
  await page.getByText('Processed 1 orders successfully').waitFor();
});

test('the language is each user\'s own, and the browser\'s where they have none', async () => {
  const other = await openBrowser({ language: 'ar' });
  const speaks = (language) => other.page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
  try {
    await signIn(other.page, service);
    await speaks('ar');
    await other.page.getByRole('button', { name: 'اللغة', exact: true }).click();
    await other.page.getByRole('menuitemradio', { name: 'English' }).click();
    await speaks('en');
    await other.context.clearCookies();
    await other.page.goto(`${service.url}/`);
    await speaks('ar');
    await signIn(other.page, service);
    await speaks('en');
    assert.deepEqual(other.complaints, []);
  } finally {
    await other.close();
  }
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
