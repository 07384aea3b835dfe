// No page has a violation of WCAG 2.2 AA that axe can see: light, dark, on a phone, in Arabic.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { violations, violationsInTheDark } from './support/axe.mjs';
import { becomeAdministrator, openBrowser, signIn } from './support/browser.mjs';
import { addAlerts, connectOdoo } from './support/odoo.mjs';
import { everyPage, settled } from './support/pages.mjs';
import { startService } from './support/service.mjs';

let service;
before(async () => {
  service = await startService();
  await connectOdoo(service);
  await addAlerts(service);
  const first = await openBrowser();
  await becomeAdministrator(first.page, service);
  await first.close();
});
after(() => service?.stop());

/** On a phone: help opens at a touch, what can be pressed in a list can be seen, the count of what waits stands in the bar, and a chart's words can be read. */
async function byFinger(page) {
  await page.goto(`${service.url}/syncs/1`);
  await page.getByRole('button', { name: 'Help: Sync Interval' }).tap();
  await page.getByText('Minutes between two syncs.').waitFor();
  await page.goto(`${service.url}/orders`);
  await page.locator('table.list tbody tr').first().waitFor();
  for (const each of await page.locator('table.list thead').locator('button, input').all()) assert.ok((await each.boundingBox()).height >= 18);
  await page.locator('table.list thead').getByRole('checkbox', { name: 'Select all' }).tap();
  await page.getByText(/\d+ selected/).waitFor();
  assert.match(await page.locator('.topbar-burger .topbar-count').innerText(), /^\d+$/);
  await page.goto(`${service.url}/`);
  assert.ok((await page.locator('.split .chart text').first().boundingBox()).height >= 10);
}

for (const [look, options] of Object.entries({ 'light and dark': { dark: false }, phone: { phone: true }, arabic: { language: 'ar' } })) {
  describe(look, () => {
    test('every page', async (context) => {
      const browser = await openBrowser(options);
      try {
        await browser.page.goto(`${service.url}/`);
        await browser.page.locator('input[name=login]').waitFor();
        assert.deepEqual(await violations(browser.page), [], 'sign-in');
        if (options.dark === false) assert.deepEqual(await violationsInTheDark(browser.page), [], 'sign-in in the dark');
        await signIn(browser.page, service);
        for (const [name, address] of Object.entries(await everyPage(browser.page, service))) {
          await context.test(name, async () => {
            await browser.page.goto(service.url + address);
            await settled(browser.page);
            assert.deepEqual(await violations(browser.page, { contrast: options.language !== 'ar' }), []);
            if (options.dark === false) assert.deepEqual(await violationsInTheDark(browser.page), [], 'in the dark');
          });
        }
        if (options.phone) await context.test('nothing is out of reach of a finger', () => byFinger(browser.page));
        assert.deepEqual(browser.complaints, []);
      } finally {
        await browser.close();
      }
    });
  });
}
