// Odoo's keys, and all of a sync's form without a mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './support/desk.mjs';

let service, browser, page, close;
before(async () => ({ service, browser, page, close } = await openDesk()));
after(() => close?.());

const path = () => new URL(page.url()).pathname;

test('Alt+H goes home, Alt+1 and the arrows open a menu', async () => {
  await page.keyboard.press('Alt+h');
  await page.waitForURL(`${service.url}/`);
  await page.keyboard.press('Alt+1');
  await page.getByRole('menu').waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/pos/orders');
});

test('Alt+Q searches, Backspace takes the facet away', async () => {
  await page.locator('table.list tbody tr').first().waitFor();
  await page.keyboard.press('Alt+q');
  await page.keyboard.type('no such order');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing matches this search').waitFor();
  await page.keyboard.press('Alt+q');
  await page.keyboard.press('Backspace');
  await page.locator('table.list tbody tr').first().waitFor();
});

test('a row opens with Enter; Alt+N and Alt+P go through the list; Alt+B goes back', async () => {
  const links = page.locator('table.list tbody td.cell-name a');
  const addresses = await links.evaluateAll((all) => all.slice(0, 2).map((link) => new URL(link.href).pathname));
  await links.first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${addresses[0]}`);
  await page.getByRole('tab', { name: 'Timeline' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'page');
  await page.keyboard.press('Alt+n');
  await page.waitForURL(`**${addresses[1]}`);
  await page.getByRole('tab', { name: 'Timeline' }).waitFor();
  await page.keyboard.press('Alt+p');
  await page.waitForURL(`**${addresses[0]}`);
});

test('Ctrl+K finds a menu by its name', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('scheduled');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/scheduled-actions');
});

test('Alt+C creates, Alt+J discards, Alt+S saves', async () => {
  await page.goto(`${service.url}/pos/products`);
  await page.locator('table.list tbody tr').first().waitFor();
  await page.keyboard.press('Alt+c');
  await page.waitForURL('**/pos/products/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Keyboard Cake');
  await page.keyboard.press('Alt+s');
  await page.waitForURL(/\/pos\/products\/\d+$/);
  const price = page.getByRole('textbox', { name: 'Sales Price' });
  const before = await price.inputValue();
  await price.fill('99.00');
  await page.getByText('Unsaved').waitFor();
  await page.keyboard.press('Alt+j');
  assert.equal(await price.inputValue(), before);
});

test('Escape closes a dialog and gives the focus back', async () => {
  await page.goto(`${service.url}/pos/sessions`);
  const open = page.getByRole('button', { name: 'Open a session' }).first();
  await open.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.textContent === 'Open a session');
});

test('the first Tab offers to skip to the page', async () => {
  await page.goto(`${service.url}/runs`);
  await page.locator('table.list').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'page');
  assert.equal(path(), '/runs');
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
