// Settings → Alerts and Alert Channels: somebody is told, a test message arrives, what is wrong is listed and later over; and nodes.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { becomeAdministrator, openBrowser } from './support/browser.mjs';
import { saved } from './support/pages.mjs';
import { startService } from './support/service.mjs';

let service, browser, page, receiver;
const received = [];
before(async () => {
  service = await startService();
  receiver = http.createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(body) });
      response.end();
    });
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  browser = await openBrowser();
  page = browser.page;
  await becomeAdministrator(page, service);
});
after(async () => {
  receiver?.close();
  await browser?.close();
  await service?.stop();
});

const receiverUrl = () => `http://127.0.0.1:${receiver.address().port}/hook`;
const flip = (name) => page.locator('label.switch', { has: page.getByRole('switch', { name }) }).click();
const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
async function goTo(entry) {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

test('an e-mail channel without a mail server is refused beside its field', async () => {
  await goTo('Alert Channels');
  await page.getByText('Nobody is told yet').waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Owner');
  await page.getByRole('textbox', { name: 'Recipients' }).fill('owner@shop.example');
  await save();
  await page.locator('.field-error').filter({ hasText: 'which server takes the mail' }).waitFor();
  await page.getByRole('textbox', { name: 'Mail server' }).fill('mail.shop.example');
  await save();
  await page.waitForURL('**/settings/alert-channels/Owner');
});

test('a webhook gets a secret that is shown once', async () => {
  await page.goto(`${service.url}/settings/alert-channels/new`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Chat');
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('webhook');
  await page.getByRole('textbox', { name: 'Webhook URL' }).fill(receiverUrl());
  await save();
  await page.locator('.field-error').first().waitFor(); // loopback is refused where it is not allowed
  await flip('Allow private network');
  await save();
  const panel = page.getByRole('region', { name: 'The secret of Chat' });
  await panel.getByText(/^whsec_/).waitFor();
  await panel.getByRole('button', { name: 'Close' }).click();
  await page.waitForURL('**/settings/alert-channels/Chat');
  await page.getByText('••••••').waitFor();
  assert.equal((await page.content()).includes('whsec_'), false);
});

test('a test message arrives', async () => {
  await page.getByRole('button', { name: 'Send a test message' }).click();
  await page.getByText('The test message was sent').waitFor();
  // The service tells this channel of its own accord too, every 15 seconds: which came last is nobody's promise.
  const message = received.find(({ body }) => body.type === 'alert.test');
  assert.ok(message?.headers['webhook-signature']);
});

test('what it is told is chosen, and it is paused and resumed', async () => {
  await page.getByRole('checkbox', { name: 'Orders wait for a person' }).check();
  await saved(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('menuitem', { name: '3 days' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  const { channels } = JSON.parse((await service.command('alert', 'list', '--json')).stdout);
  const chat = channels.find((channel) => channel.name === 'Chat');
  assert.deepEqual([chat.only, chat.paused_until], [['orders_parked'], null]);
});

test('orders that wait are listed as an alert that leads to its cause', async () => {
  // The service looks every 15 seconds by itself.
  await page.goto(`${service.url}/settings/alerts`);
  const row = page.locator('table.list tbody tr', { hasText: 'wait' }).first();
  await row.waitFor();
  await row.getByText('Ongoing', { exact: true }).waitFor();
  await row.getByRole('link').click();
  await page.waitForURL('**/attention?sync=*');
});

test('when nothing waits any more it is over', async () => {
  const { stdout } = await service.command('order', 'list', '--state', 'parked', '--limit', '1000', '--json');
  for (const order of JSON.parse(stdout).items) await service.command('order', 'ignore', order.key, '--why', 'entered by hand');
  const booked = JSON.parse((await service.command('order', 'list', '--state', 'booked', '--limit', '1000', '--json')).stdout).items;
  for (const order of booked.filter((each) => each.attention)) await service.command('order', 'ignore', order.key, '--why', 'seen');
  await service.command('alert', 'check').catch(() => undefined); // the mail reaches nobody
  // A look of the service that began before that comes to its end later, and its next one sees that it is over.
  const none = async () => (await (await fetch('/api/v1/alerts?open=true')).json()).items.length === 0;
  await page.waitForFunction(none, null, { polling: 500 });
  await page.goto(`${service.url}/settings/alerts?f=over`);
  await page.locator('table.list tbody tr').first().getByText('Over', { exact: true }).waitFor();
  await page.goto(`${service.url}/settings/alerts?f=open`);
  await page.getByText('Nothing matches this search').waitFor();
});

test('a channel is removed after a question', async () => {
  await page.goto(`${service.url}/settings/alert-channels/Chat`);
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.waitForURL('**/settings/alert-channels');
  await page.locator('table.list tbody tr').first().waitFor();
  assert.equal(await page.locator('table.list tbody tr').count(), 1);
});

test('nodes: a store that is a file has one process', async () => {
  await goTo('Nodes');
  await page.getByText('One process works on this store').waitFor();
});

test('nothing was logged as an error', () => assert.deepEqual(browser.complaints, []));
