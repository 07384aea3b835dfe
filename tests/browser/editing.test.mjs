// Edits are not lost: not by the browser's Back, not by somebody else who was faster, not by a save, a service that is away or a session that has ended.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { after, before, describe, test } from 'node:test';
import { administrator } from './support/browser.mjs';
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
    await page.evaluate(() => {
      Element.prototype.scrollIntoView = function moved() {
        document.title = `moved to ${this.getAttribute('role')}`;
      };
    });
    await save(); // once more: the page moves to where it is said
    await page.waitForFunction(() => document.title === 'moved to alert');
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
    const heard = page.waitForResponse(async (answer) => answer.request().method() === 'GET' && answer.url().endsWith('/api/v1/syncs/1')
      && (await answer.json()).interval_minutes === 50);
    await service.command('sync', 'edit', 'Main Store Orders', '--interval', '50');
    await heard;
    await page.waitForTimeout(300); // it is drawn
    assert.equal(await interval.inputValue(), '45');
    await save();
    await conflict().waitFor();
    assert.deepEqual(await cells('Sync Interval'), ['50', '45']);
    await page.getByRole('button', { name: 'Discard' }).click();
    await conflict().waitFor({ state: 'detached' });
    assert.equal(await interval.inputValue(), '50');
  });
});

describe('what is typed stays', () => {
  const interval = () => page.getByRole('textbox', { name: 'Sync Interval' });
  const name = () => page.getByRole('textbox', { name: 'Name', exact: true });
  const one = '**/api/v1/syncs/1';

  test('while a save is under way, and is no conflict afterwards', async () => {
    await page.goto(`${service.url}/syncs/1`);
    await interval().fill('20');
    const stored = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    let goOn;
    const held = new Promise((resolve) => (goOn = resolve));
    await page.route(one, async (route) => {
      if (route.request().method() === 'GET') await held;
      await route.continue();
    });
    const saved = page.getByText('Saved', { exact: true }).waitFor();
    await save();
    await stored;
    await name().fill('Main Store');
    assert.equal(await interval().inputValue(), '20');
    await saved;
    goOn();
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
    assert.deepEqual([await interval().inputValue(), await name().inputValue()], ['20', 'Main Store']);
    await page.unroute(one);
    await save();
    await page.getByText('Unsaved').waitFor({ state: 'detached' });
    const now = await shown('sync', 'show', 'Main Store');
    assert.deepEqual([now.name, now.interval_minutes], ['Main Store', 20]);
  });

  test('though the record cannot be asked for again', async () => {
    await interval().fill('21');
    await page.route(one, (route) => route.abort());
    await service.command('sync', 'edit', 'Main Store', '--timezone', 'Asia/Riyadh');
    await page.getByText('The service does not answer. Is it running? · Shown as of').waitFor();
    assert.equal(await interval().inputValue(), '21');
    await page.unroute(one);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Shown as of').waitFor({ state: 'detached' });
    assert.equal(await interval().inputValue(), '21');
  });

  test('though the session has ended: one signs in over the page', async () => {
    await page.evaluate(async () => {
      const me = await (await fetch('/api/v1/me')).json();
      await fetch('/api/v1/sign-out', { method: 'POST', headers: { 'X-CSRF-Token': me.csrf_token } });
    });
    await save();
    const again = page.getByRole('alertdialog', { name: 'Your session has ended' });
    assert.equal(await page.locator('.toast-error').count(), 0);
    await again.getByLabel('Password', { exact: true }).fill(administrator.password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.waitFor({ state: 'detached' });
    assert.equal(await interval().inputValue(), '21');
    await save();
    await page.getByText('Unsaved').waitFor({ state: 'detached' });
    assert.equal((await shown('sync', 'show', 'Main Store')).interval_minutes, 21);
  });

  test('though another page has signed in meanwhile: the next press saves', async () => {
    await interval().fill('22');
    await page.evaluate(async (body) => {
      await fetch('/api/v1/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    }, { login: administrator.login, password: administrator.password });
    await save();
    await page.getByText('Press again').waitFor();
    assert.equal(await interval().inputValue(), '22');
    await save();
    await page.getByText('Unsaved').waitFor({ state: 'detached' });
    assert.equal((await shown('sync', 'show', 'Main Store')).interval_minutes, 22);
  });

  test('and the interval of every sync is not changed by one Enter', async () => {
    await service.command('sync', 'add', 'Kiosk', '--url', 'https://kiosk.example/orders', '--pos', 'Main Store', '--auth', 'none', '--interval', '45');
    await page.goto(`${service.url}/settings/scheduled-actions/Sync%20External%20Orders`);
    await page.getByRole('textbox', { name: 'Execute Every' }).fill('25');
    await save();
    await page.getByRole('alertdialog').getByText('Kiosk: 45 minutes → 25 minutes').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.equal((await shown('sync', 'show', 'Kiosk')).interval_minutes, 45);
    await save();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Unsaved').waitFor({ state: 'detached' });
    assert.equal((await shown('sync', 'show', 'Kiosk')).interval_minutes, 25);
  });
});

test('a sync that was opened by its name goes on by its number, on its tab: renamed it stays open', async () => {
  await page.goto(`${service.url}/syncs/Main%20Store?tab=session`);
  await page.waitForURL('**/syncs/1?tab=session');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('Old Town');
  await save();
  await page.getByText('Unsaved').waitFor({ state: 'detached' });
  assert.equal(await name.inputValue(), 'Old Town');
  await name.fill('Main Store');
  await save();
  await page.getByText('Unsaved').waitFor({ state: 'detached' });
  assert.equal((await shown('sync', 'show', 'Main Store')).name, 'Main Store');
});

test('who edits the own user keeps the page though it cannot be asked who is signed in', async () => {
  await page.goto(`${service.url}/settings/users/${administrator.login}`);
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.waitFor();
  await page.route('**/api/v1/me', (route) => route.fulfill({ status: 503, json: { code: 'busy', detail: 'Not just now' } }));
  for (const next of ['Another', administrator.name]) {
    await name.fill(next);
    const asked = page.waitForResponse('**/api/v1/me');
    await save();
    await asked;
    await page.getByText('Unsaved').waitFor({ state: 'detached' });
  }
  assert.equal(await name.inputValue(), administrator.name);
  await page.unroute('**/api/v1/me');
});

test('what a dialog is refused can be read and closed over it, and the dialog stays', async () => {
  await page.goto(`${service.url}/pos/sessions`);
  await page.getByRole('button', { name: 'Open a session' }).first().click();
  await page.route('**/api/v1/pos/sessions', (route) => route.fulfill({ status: 409, json: { code: 'session_open', detail: 'Refused on purpose' } }));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  const refusal = page.getByRole('alert').filter({ hasText: 'Refused on purpose' });
  await refusal.getByRole('button', { name: 'Close' }).click();
  await refusal.waitFor({ state: 'detached' });
  assert.equal(await dialog.isVisible(), true);
  await page.unroute('**/api/v1/pos/sessions');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('a stream that was refused is told, and opened again; what was missed is asked for', async () => {
  await page.route('**/api/v1/events', (route) => route.fulfill({ status: 503 }));
  await page.goto(`${service.url}/syncs/1`);
  await page.getByText('Not live').waitFor();
  await page.getByRole('textbox', { name: 'Sync Interval' }).waitFor();
  await page.unroute('**/api/v1/events');
  await service.command('sync', 'edit', 'Main Store', '--interval', '33');
  await page.getByText('Not live').waitFor({ state: 'detached' });
  await page.waitForFunction(() => [...document.querySelectorAll('input')].some((input) => input.value === '33'));
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
