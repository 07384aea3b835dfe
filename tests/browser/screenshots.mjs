// Pictures of every screen, for looking at: node screenshots.mjs FOLDER [NAME…]. Light, dark, phone, Arabic.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { becomeAdministrator, openBrowser, signIn } from './support/browser.mjs';
import { addAlerts, connectOdoo } from './support/odoo.mjs';
import { everyPage, settled } from './support/pages.mjs';
import { startService } from './support/service.mjs';

const [folder = 'screenshots', ...wanted] = process.argv.slice(2);
const looks = { light: {}, dark: { dark: true }, phone: { phone: true }, arabic: { language: 'ar' } };
const chosen = (process.env.LOOKS ?? 'light,dark,phone,arabic').split(',');

/** As on a shared store: `serve` there has one node only. */
function severalNodes() {
  const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  const node = (host, process, beat, more) => ({ id: `${host}-${process}-7d21c9`, host, process, kind: 'serve', version: '1.0.0', started_at: ago(86400), beat_at: ago(beat), alive: beat < 60, is_this: false, ...more });
  return { items: [node('shop-server-1', 4121, 2, { is_this: true }), node('shop-server-2', 993, 4), node('shop-server-2', 20117, 1, { kind: 'command', started_at: ago(8) }), node('old-server', 712, 5400)], next: null };
}

const service = await startService();
try {
  await connectOdoo(service);
  await addAlerts(service);
  const first = await openBrowser();
  await becomeAdministrator(first.page, service);
  await first.close();
  for (const look of chosen) {
    await mkdir(path.join(folder, look), { recursive: true });
    const browser = await openBrowser(looks[look]);
    await browser.page.goto(`${service.url}/`);
    await browser.page.locator('input[name=login]').waitFor();
    await browser.page.screenshot({ path: path.join(folder, look, 'sign-in.png') });
    await signIn(browser.page, service);
    for (const [name, address] of Object.entries(await everyPage(browser.page, service))) {
      if (wanted.length && !wanted.includes(name)) continue;
      await browser.page.goto(service.url + address);
      await settled(browser.page).catch((error) => console.error(`${look} ${name}: ${error.message}`));
      await browser.page.screenshot({ path: path.join(folder, look, `${name}.png`), fullPage: true });
    }
    await browser.page.route('**/api/v1/nodes', (route) => route.fulfill({ json: severalNodes() }));
    await browser.page.goto(`${service.url}/settings/nodes`);
    await settled(browser.page);
    await browser.page.screenshot({ path: path.join(folder, look, 'nodes-several.png'), fullPage: true });
    for (const complaint of browser.complaints) console.error(`${look}: ${complaint}`);
    await browser.close();
  }
} finally {
  await service.stop();
}
