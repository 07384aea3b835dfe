// A sync's Push and Hook tabs: the address to copy, a secret that is set and never shown, a script tried before and after, and kept;
// and Test, which may be pressed again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close;
before(async () => {
  ({ service, browser, page, close } = await openDesk());
  await page.goto(`${service.url}/syncs/1`);
});
after(() => close?.());

const secret = 'whsec_' + Buffer.from('a secret of the browser test').toString('base64');

test('push is switched on with a secret that is never shown again', async () => {
  await page.getByRole('tab', { name: 'Push' }).click();
  const panel = page.getByRole('tabpanel');
  await panel.getByText(`${service.url}/api/v1/ingest/1`).waitFor();
  await panel.getByRole('combobox', { name: 'Verified by' }).selectOption('standard-webhooks');
  await panel.getByLabel('Secret', { exact: true }).fill('whsec_short');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.getByText(/base64 of 24 to 64 bytes/).waitFor();
  await panel.getByLabel('Secret', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.getByText('••••••').waitFor();
  assert.equal((await page.content()).includes(secret), false);
});

test('a second secret may be added, and the former ended', async () => {
  const panel = page.getByRole('tabpanel');
  await panel.getByRole('button', { name: 'Add another' }).click();
  await panel.getByLabel('Secret', { exact: true }).fill(secret.replace('whsec_Y', 'whsec_Z'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const end = page.locator('label.switch', { has: page.getByRole('switch', { name: 'End the former secret' }) });
  await end.click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await end.waitFor({ state: 'detached' });
  const { stdout } = await service.command('sync', 'show', 'Main Store Orders', '--json');
  const push = JSON.parse(stdout).push;
  assert.equal(push.kind, 'standard-webhooks');
  assert.ok(push.secret_set_at);
  assert.equal(push.second_secret_set_at, null);
});

test('a script is tried on a kept order, shows before and after, and is saved', async () => {
  await page.getByRole('tab', { name: 'Hook' }).click();
  const panel = page.getByRole('tabpanel');
  const { stdout } = await service.command('order', 'list', '--state', 'booked', '--limit', '1', '--json');
  const order = JSON.parse(stdout).items[0];
  await panel.getByRole('textbox', { name: 'Script' }).fill('function order(o)\n  o.Remark = "seen by the hook"\n  print("order", o.OrderID)\n  return o\nend\n');
  await panel.getByRole('textbox', { name: 'Try it on order' }).fill(order.key);
  await panel.getByRole('button', { name: 'Try it', exact: true }).click();
  await panel.getByText(/"Remark": "seen by the hook"/).waitFor();
  await panel.getByText(new RegExp(`order\\t${order.external_id}`)).waitFor();

  await panel.getByRole('textbox', { name: 'Script' }).fill('function order(o)\n  return o.nothing.at_all\nend\n');
  await panel.getByRole('button', { name: 'Try it', exact: true }).click();
  await panel.getByText(/at line 2 failed: attempt to index a nil value/).waitFor();

  await page.getByRole('tab', { name: 'Push' }).click();
  await page.getByRole('tab', { name: 'Hook' }).click();
  assert.match(await panel.getByRole('textbox', { name: 'Script' }).inputValue(), /nothing\.at_all/);
  const asked = new Promise((resolve) => page.once('dialog', (dialog) => void dialog.dismiss().then(() => resolve(dialog.message()))));
  await page.getByRole('link', { name: 'ordersync', exact: true }).click();
  assert.match(await asked, /unsaved changes/);

  await panel.getByRole('combobox', { name: 'Begin with' }).selectOption('woocommerce');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  assert.match(await panel.getByRole('textbox', { name: 'Script' }).inputValue(), /nothing\.at_all/);
  await panel.getByRole('combobox', { name: 'Begin with' }).selectOption('woocommerce');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Replace' }).click();
  await panel.getByRole('button', { name: 'Save the hook' }).click();
  await panel.getByRole('button', { name: 'Discard' }).waitFor({ state: 'detached' });
  const saved = JSON.parse((await service.command('sync', 'hook', 'Main Store Orders', '--json')).stdout);
  assert.ok(saved.script.startsWith('-- WooCommerce'));
});

test('a script that somebody else has stored meanwhile is shown beside mine', async () => {
  const script = page.getByRole('textbox', { name: 'Script' });
  await script.fill('-- mine\n');
  await page.evaluate(async (id) => {
    const { csrf_token } = await (await fetch('/api/v1/me')).json();
    const tag = (await fetch(`/api/v1/syncs/${id}/hook`)).headers.get('ETag');
    await fetch(`/api/v1/syncs/${id}/hook`, { method: 'PUT', headers: { 'X-CSRF-Token': csrf_token, 'If-Match': tag, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'hook.lua', script: 'function order(o) return o end -- theirs\n' }) });
  }, 1);
  await page.getByRole('button', { name: 'Save the hook' }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else changed this record' });
  await conflict.getByText(/-- theirs/).waitFor();
  assert.equal(await script.inputValue(), '-- mine\n');
  await conflict.getByRole('button', { name: 'Take what is stored' }).click();
  await page.waitForFunction(() => document.querySelector('.script textarea')?.value.includes('-- theirs'));
});

test('the address is copied also where the browser has no clipboard, as over plain http, and it is said', async () => {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('tab', { name: 'Push' }).click();
  await page.getByRole('button', { name: /^Copy http/ }).click();
  await page.getByRole('region', { name: 'Messages' }).getByText('Copied').waitFor();
  await page.getByRole('tab', { name: 'Hook' }).click();
  await page.getByRole('textbox', { name: 'or on this payload' }).focus();
  await page.keyboard.press('Control+v');
  await page.waitForFunction((wanted) => document.activeElement?.value === wanted, `${service.url}/api/v1/ingest/1`);
});

test('Test asks the external system each time that it is pressed', async () => {
  for (let times = 0; times < 2; times += 1) {
    const asked = page.waitForRequest('**/api/v1/syncs/1/test');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await asked;
    await page.getByRole('region', { name: 'Test' }).getByText('Understood', { exact: true }).waitFor();
  }
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
