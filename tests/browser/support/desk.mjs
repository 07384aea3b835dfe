// Where most tests begin: the service on a shop that has sold something, and a browser in which its administrator is signed in.
import { becomeAdministrator, openBrowser } from './browser.mjs';
import { connectOdoo } from './odoo.mjs';
import { startService } from './service.mjs';

/** `odoo`: a connected Odoo as well; everything else is startService's. */
export async function openDesk({ odoo = false, ...shop } = {}) {
  const service = await startService(shop);
  let browser;
  const close = async () => {
    await browser?.close();
    await service.stop();
  };
  try {
    if (odoo) await connectOdoo(service);
    browser = await openBrowser();
    await becomeAdministrator(browser.page, service);
  } catch (error) {
    await close();
    throw error;
  }
  return { service, browser, page: browser.page, close };
}
