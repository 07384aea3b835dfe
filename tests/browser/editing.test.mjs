// Edits are not lost: not by the browser's Back, and not by somebody else who was faster.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close;
before(async () => {
  ({ service, browser, page, close } = await openDesk({ odoo: true }));
  await service.command('user', 'add', 'anna', '--role', 'viewer', '--name', 'Anna');
  await service.command('alert', 'add', 'Chat', '--webhook', 'https://chat.example/hooks/1');
});
after(() => close?.());

const path = () => new URL(page.url()).pathname;
const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
const shown = async (...words) => JSON.parse((await service.command(...words, '--json')).stdout);

describe('the browser\'s Back', () => {
  const login = () => page.getByRole('textbox', { name: 'Login' });

  test('asks before it leaves a form with unsaved changes, and stays where the answer is no', async () => {
    await page.goto(`${service.url}/settings/connections`);
    await page.getByRole('link', { name: 'Shop', exact: true }).click();
    await login().fill('night');
    const asked = new Promise((resolve) => page.once('dialog', async (dialog) => {
      await dialog.dismiss();
      resolve(dialog.message());
    }));
    await page.evaluate(() => window.history.back());
    assert.match(await asked, /unsaved changes/);
    await page.waitForURL('**/settings/connections/Shop');
    assert.equal(await login().inputValue(), 'night');
  });

  test('asks every time, and leaves where the answer is yes', async () => {
    page.once('dialog', (dialog) => dialog.accept());
    await page.evaluate(() => window.history.back());
    await page.waitForURL(`${service.url}/settings/connections`);
    await page.getByRole('link', { name: 'Shop', exact: true }).waitFor();
    await page.goForward();
    await login().waitFor();
    assert.equal(await login().inputValue(), 'cashier');
  });

  test('asks nothing where nothing was changed', async () => {
    await page.evaluate(() => window.history.back());
    await page.waitForURL(`${service.url}/settings/connections`);
    assert.equal(path(), '/settings/connections');
  });
});

describe('somebody else was faster', () => {
  const conflict = () => page.getByRole('alert').filter({ hasText: 'Somebody else changed this record' });
  const cells = async (field) => conflict().getByRole('row', { name: new RegExp(`^${field}`) }).getByRole('cell').allInnerTexts();

  test('a connection: both versions are shown, and mine is kept', async () => {
    await page.goto(`${service.url}/settings/connections/Shop`);
    await page.getByRole('textbox', { name: 'Login' }).fill('mine');
    await service.command('connection', 'edit', 'Shop', '--login', 'theirs');
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Login'), ['theirs', 'mine']);
    await page.getByRole('button', { name: 'Save mine' }).click();
    await conflict().waitFor({ state: 'detached' });
    assert.equal((await shown('connection', 'show', 'Shop')).login, 'mine');
  });

  test('a user: both versions are shown, and theirs is taken', async () => {
    await page.goto(`${service.url}/settings/users/anna`);
    await page.getByRole('combobox', { name: 'Role' }).selectOption('operator');
    await service.command('user', 'edit', 'anna', '--role', 'administrator');
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Role'), ['Administrator', 'Operator']);
    await page.getByRole('button', { name: 'Take what is stored' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('select')].some((select) => select.value === 'administrator'));
    const users = await shown('user', 'list');
    assert.equal(users.items.find((user) => user.login === 'anna').role, 'administrator');
  });

  test('an alert channel', async () => {
    await page.goto(`${service.url}/settings/alert-channels/Chat`);
    await page.getByRole('textbox', { name: 'Webhook URL' }).fill('https://chat.example/mine');
    await service.command('alert', 'edit', 'Chat', '--webhook', 'https://chat.example/theirs');
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Webhook URL'), ['https://chat.example/theirs', 'https://chat.example/mine']);
    await page.getByRole('button', { name: 'Save mine' }).click();
    await conflict().waitFor({ state: 'detached' });
    assert.equal((await shown('alert', 'list')).channels[0].url, 'https://chat.example/mine');
  });

  test('a product', async () => {
    const [product] = JSON.parse(await readFile(service.catalogue, 'utf8')).products;
    await page.goto(`${service.url}/pos/products/${product.id}`);
    const price = page.getByRole('textbox', { name: 'Sales Price' });
    await price.fill('77.00');
    const file = nodePath.join(service.folder, 'dearer.json');
    await writeFile(file, JSON.stringify({ products: [{ ...product, list_price: '78.00' }] }));
    await service.command('catalog', 'import', file);
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Sales Price'), ['78.00', '77.00']);
    await page.getByRole('button', { name: 'Save mine' }).click();
    await conflict().waitFor({ state: 'detached' });
    await page.reload();
    await price.waitFor();
    assert.match(await price.inputValue(), /^77/);
  });

  test('the scheduled action', async () => {
    await page.goto(`${service.url}/settings/scheduled-actions/Sync%20External%20Orders`);
    const interval = page.getByRole('textbox', { name: 'Execute Every' });
    await interval.fill('25');
    await service.command('sync', 'edit', 'Main Store Orders', '--interval', '35');
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Execute Every'), ['35', '25']);
    await page.getByRole('button', { name: 'Take what is stored' }).click();
    await conflict().waitFor({ state: 'detached' });
    await page.waitForFunction(() => [...document.querySelectorAll('input')].some((input) => input.value === '35'));
  });

  test('a closing rule', async () => {
    await page.goto(`${service.url}/syncs/1`);
    await page.getByRole('tab', { name: 'Session' }).click();
    const rule = page.getByRole('combobox', { name: 'Close the session' });
    assert.equal(await rule.inputValue(), 'daily');
    assert.equal(await page.getByLabel('At', { exact: true }).inputValue(), '04:00');
    await rule.selectOption('never');
    await service.command('schedule', 'closing', 'Main Store', 'idle:30');
    await page.getByRole('button', { name: 'Save the closing rule' }).click();
    await conflict().waitFor();
    assert.deepEqual(await cells('Close the session'), ['After minutes without an order 30', 'Never by itself']);
    await page.getByRole('button', { name: 'Save mine' }).click();
    await conflict().waitFor({ state: 'detached' });
    const rules = (await shown('schedule', 'show')).closing_rules;
    assert.equal(rules.find((each) => each.pos_config === 'Main Store').rule, 'never');
  });

  test('a sync, though the page has heard of the other change meanwhile', async () => {
    await page.goto(`${service.url}/syncs/1`);
    const interval = page.getByRole('textbox', { name: 'Sync Interval' });
    await interval.fill('45');
    await service.command('sync', 'edit', 'Main Store Orders', '--interval', '50');
    await page.waitForTimeout(2500); // live updates have brought the newer one
    assert.equal(await interval.inputValue(), '45');
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Sync Interval'), ['50', '45']);
    await page.getByRole('button', { name: 'Discard' }).click();
    await conflict().waitFor({ state: 'detached' });
    assert.equal(await interval.inputValue(), '50');
  });
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
