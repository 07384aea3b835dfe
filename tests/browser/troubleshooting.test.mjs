// The guide's troubleshooting entries, each reached and solved on screen; and who may do what.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { administrator, openBrowser, signIn } from './support/browser.mjs';
import { openDesk } from './support/desk.mjs';
import { saved } from './support/pages.mjs';

let service, browser, page, close;
before(async () => {
  ({ service, browser, page, close } = await openDesk({ synced: false }));
  // Nothing runs by itself while the causes are looked at.
  await service.command('schedule', 'deactivate');
});
after(() => close?.());

const openSync = async () => {
  await page.goto(`${service.url}/settings/external-order-sync`);
  await page.getByRole('link', { name: 'Main Store Orders' }).first().click();
  await page.getByRole('button', { name: 'Sync Now' }).waitFor();
};
const toggle = (name) => page.locator('label.switch', { has: page.getByRole('switch', { name }) }).click();
const save = () => saved(page);
async function syncNow(text) {
  await page.getByRole('button', { name: 'Sync Now' }).click();
  await page.getByRole('region', { name: 'Sync Now' }).getByText(text).first().waitFor();
}

test('"Failed to fetch orders from external system": the message says it, and the right key ends it', async () => {
  await openSync();
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByLabel('External API Key', { exact: true }).fill('a wrong key');
  await save();
  await syncNow(/Failed to fetch orders from external system/);
  await openSync();
  await page.getByRole('tabpanel').getByText(/Failed to fetch orders from external system/).waitFor();
  // Home does not call that a quiet day.
  await page.goto(`${service.url}/`);
  const sentence = page.locator('p.sentence');
  await sentence.getByRole('link', { name: 'Main Store Orders could not be asked yet.' }).waitFor();
  assert.equal(await sentence.getByText('Nothing needs you.').count(), 0);
  const tile = page.locator('section.tile', { hasText: 'Main Store Orders' });
  await tile.getByText(/^source ✗/).waitFor();
  await tile.getByText(/Failed to fetch orders from external system/).waitFor();
  await sentence.getByRole('link', { name: /could not be asked/ }).click();
  await page.getByRole('button', { name: 'Sync Now' }).waitFor();
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByLabel('External API Key', { exact: true }).fill(service.key);
  await save();
});

test('"No open POS session found": enabling Auto Create Session ends it', async () => {
  await openSync();
  await toggle('Auto Create Session');
  await save();
  await syncNow(/No open POS session found/);
  await openSync();
  await toggle('Auto Create Session');
  await save();
  await syncNow(/Processed \d+ orders successfully/);
  await page.goto(`${service.url}/`);
  await page.locator('section.tile').getByText(/^source ✓/).waitFor();
  assert.equal(await page.getByText(/could not be asked/).count(), 0);
});

test('"Product not found": the order waits with its reason, and is booked when the product is chosen', async () => {
  await page.goto(`${service.url}/attention`);
  const missing = page.locator('section.cause', { hasText: 'Product not found' });
  await missing.getByRole('combobox').click();
  await page.getByRole('option').first().click();
  await missing.getByRole('button', { name: /^Choose and retry/ }).click();
  await missing.getByText('No order waits for this any more', { exact: true }).waitFor();
});

test('"Orders not being created": an inactive sync says so', async () => {
  await openSync();
  await toggle('Active');
  await save();
  const refused = await page.evaluate(async () => (await (await fetch('/api/v1/syncs')).json()).items[0].active);
  assert.equal(refused, false);
  await page.getByText(/Inactive|Archived/).first().waitFor();
  await toggle('Active');
  await save();
});

test('"Sync not running automatically": the scheduled action is switched on again, and run by hand', async () => {
  await page.goto(`${service.url}/settings/scheduled-actions`);
  await page.getByRole('link', { name: 'Sync External Orders' }).click();
  await page.getByText('none: the action is inactive').waitFor();
  await toggle('Active');
  await save();
  await page.getByText('Next Execution Date').waitFor();
  await page.getByText('none: the action is inactive').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run Manually' }).click();
  await page.getByText(/No new orders|Processed/).first().waitFor();
});

test('a viewer sees the orders and no button that changes anything', async () => {
  const link = await (async () => {
    await service.command('user', 'add', 'viewer', '--role', 'viewer');
    return service.link('viewer');
  })();
  const theirs = await openBrowser();
  try {
    await theirs.page.goto(link);
    await theirs.page.getByLabel('Password', { exact: true }).fill('one of their own choice');
    await theirs.page.getByLabel('Password again').fill('one of their own choice');
    await theirs.page.locator('button[type=submit]').click();
    await theirs.page.locator('.control-panel').first().waitFor();
    await theirs.page.goto(`${service.url}/pos/orders`);
    await theirs.page.locator('table.list tbody tr').first().waitFor();
    await theirs.page.goto(`${service.url}/settings/external-order-sync`);
    await theirs.page.getByRole('link', { name: 'Main Store Orders' }).first().click();
    await theirs.page.getByText('Last Sync Date').first().waitFor();
    for (const name of ['Sync Now', 'Save', 'Create', 'Replace']) {
      assert.equal(await theirs.page.getByRole('button', { name, exact: true }).count(), 0, name);
    }
    await theirs.page.goto(`${service.url}/pos/products`);
    await theirs.page.locator('table.list tbody').getByRole('link').first().click();
    await theirs.page.getByRole('textbox', { name: 'Sales Price' }).waitFor();
    assert.equal(await theirs.page.getByRole('button', { name: 'Create', exact: true }).count(), 0, 'of a product');
    const refused = await theirs.page.evaluate(async () => (await fetch('/api/v1/users')).status);
    assert.equal(refused, 403);
  } finally {
    await theirs.close();
  }
});

test('signing out ends it, and a wrong password is told', async () => {
  const theirs = await openBrowser();
  try {
    await theirs.page.goto(`${service.url}/`);
    await theirs.page.locator('input[name=login]').fill(administrator.login);
    await theirs.page.locator('input[name=password]').fill('not the password at all');
    await theirs.page.locator('button[type=submit]').click();
    await theirs.page.getByRole('alert').first().waitFor();
    await signIn(theirs.page, service);
    const status = await theirs.page.evaluate(async () => {
      const me = await (await fetch('/api/v1/me')).json();
      await fetch('/api/v1/sign-out', { method: 'POST', headers: { 'X-CSRF-Token': me.csrf_token } });
      return (await fetch('/api/v1/me')).status;
    });
    assert.equal(status, 401);
  } finally {
    await theirs.close();
  }
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
