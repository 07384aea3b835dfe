// The guide's Steps 1 to 3, word for word, in the real console of the real program.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { becomeAdministrator, openBrowser } from './support/browser.mjs';
import { startService } from './support/service.mjs';

let service, browser, page;
before(async () => {
  service = await startService({ sync: false });
  browser = await openBrowser();
  page = browser.page;
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Settings → Technical → Automation → Scheduled Actions, as a person goes. */
async function goTo(menu, entry) {
  await page.getByRole('button', { name: menu, exact: false }).first().click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

test('the first run makes the administrator and offers the guided set-up', async () => {
  await becomeAdministrator(page, service);
  assert.equal(new URL(page.url()).pathname, '/setup');
  assert.equal(new URL(page.url()).hash, '');
});

test('Step 1: Settings → External Order Sync → Create → the fields → Save', async () => {
  await goTo('Settings', 'External Order Sync');
  await page.getByRole('button', { name: 'Create', exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Main Store Orders');
  assert.equal(await page.getByRole('switch', { name: 'Active' }).isChecked(), true);
  await page.getByRole('textbox', { name: 'External API URL' }).fill(service.sourceUrl);
  await page.getByLabel('External API Key', { exact: true }).fill(service.key);
  await page.getByRole('combobox', { name: 'POS Configuration' }).selectOption('Main Store');
  assert.equal(await page.getByRole('switch', { name: 'Auto Create Session' }).isChecked(), true);
  assert.equal(await page.getByRole('textbox', { name: 'Sync Interval' }).inputValue(), '15');
  // The sample source is on loopback and writes its dates in its own way: two advanced fields.
  await page.getByRole('tab', { name: 'Source' }).click();
  await page.locator('label.switch', { has: page.getByRole('switch', { name: 'Allow private network' }) }).click();
  await page.getByRole('textbox', { name: 'Date format' }).fill('%d-%m-%Y %I:%M:%S %p');
  await page.getByText('Unsaved').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Sync Now' }).waitFor();
  assert.match(page.url(), /\/syncs\/\d+/);
  await page.getByText('••••••').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Replace' }).isVisible(), true);
});

test('Step 2: Sync Now, the Sync Status tab, and the orders in Point of Sale → Orders', async () => {
  await page.getByRole('button', { name: 'Sync Now' }).click();
  const panel = page.getByRole('region', { name: 'Sync Now' });
  await panel.getByText(/^Processed \d+ orders successfully/).waitFor();
  await page.getByRole('tab', { name: 'Sync Status' }).click();
  const status = page.getByRole('tabpanel');
  await status.getByText('Last Sync Date').waitFor();
  await status.getByText(/^(Success|Error)$/).waitFor();
  const message = await status.getByText(/^Processed \d+ orders successfully/).first().textContent();
  const booked = Number(/Processed (\d+)/.exec(message)[1]);
  assert.ok(booked > 0);

  await goTo('Point of Sale', 'Orders');
  await page.getByRole('heading', { name: 'Orders' }).waitFor();
  const rows = page.locator('table.list tbody tr');
  await rows.first().waitFor();
  assert.equal(await rows.count(), Math.min(booked, 80));
  await rows.first().getByText('Paid').waitFor();
});

test('a booked order opens with its receipt and its timeline', async () => {
  await page.locator('table.list tbody tr').first().click();
  await page.getByRole('table', { name: 'Receipt' }).waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).waitFor();
  await page.getByRole('list', { name: 'Status' }).getByText('Booked').waitFor();
});

test('Step 3: Settings → Technical → Automation → Scheduled Actions → "Sync External Orders"', async () => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('Technical › Automation').waitFor();
  await page.getByRole('menuitem', { name: 'Scheduled Actions', exact: true }).click();
  await page.getByRole('link', { name: 'Sync External Orders' }).click();
  const interval = page.getByRole('textbox', { name: 'Execute Every' });
  await interval.waitFor();
  assert.equal(await interval.inputValue(), '15');
  await interval.fill('20');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.locator('label.switch', { has: page.getByRole('switch', { name: 'Active' }) }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('none: the action is inactive').waitFor();
  await page.getByRole('button', { name: 'Run Manually' }).click();
  await page.getByText(/No new orders|Processed/).first().waitFor();
});

test('nothing was logged as an error, and the policy was kept', () => assert.deepEqual(browser.complaints, []));
