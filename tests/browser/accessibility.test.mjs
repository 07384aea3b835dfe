// No page has a violation of WCAG 2.2 AA that axe can see: light, dark, and in Arabic on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
  await inABrowser({}, (page) => becomeAdministrator(page, service));
});
after(() => service?.stop());

async function inABrowser(options, look) {
  const browser = await openBrowser(options);
  try {
    await look(browser.page);
    assert.deepEqual(browser.complaints, []);
  } finally {
    await browser.close();
  }
}

for (const [look, options] of Object.entries({ 'light and dark': { dark: false }, 'in Arabic on a phone': { phone: true, language: 'ar' } })) {
  test(look, (context) =>
    inABrowser(options, async (page) => {
      const noViolations = async () => {
        assert.deepEqual(await violations(page), []);
        if (options.dark === false) assert.deepEqual(await violationsInTheDark(page), [], 'in the dark');
      };
      await page.goto(`${service.url}/`);
      await page.locator('input[name=login]').waitFor();
      await noViolations();
      await signIn(page, service);
      for (const [name, address] of Object.entries(await everyPage(page, service))) {
        await context.test(name, async () => {
          await page.goto(service.url + address);
          await settled(page);
          await noViolations();
        });
      }
    }),
  );
}

test('on a phone help opens at a touch, what can be pressed in a list can be seen, what waits is counted in the bar, and a chart can be read', () =>
  inABrowser({ phone: true }, async (page) => {
    await signIn(page, service);
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
  }));
