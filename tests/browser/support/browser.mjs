// Debian's Chromium, driven without a download of its own. A page fails its test when the console logs an error or the
// Content-Security-Policy is broken.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const administrator = { login: 'owner', name: 'Shop Owner', password: 'a long enough password' };

export async function openBrowser({ width = 1280, height = 860, dark = false, language = 'en', phone = false } = {}) {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'ordersync-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
    viewport: phone ? { width: 390, height: 844 } : { width, height },
    ...(phone ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
    colorScheme: dark ? 'dark' : 'light',
    locale: language === 'ar' ? 'ar-SA' : 'en-GB',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(120_000); // a busy machine is no failure
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // What the service refuses on purpose is a line of the network, not an error of the console.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  return {
    page,
    context,
    complaints,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 20 }); // one of its processes may still write there
    },
  };
}

/** Uses the first run's link and makes the administrator. */
export async function becomeAdministrator(page, service) {
  await page.goto(await service.link());
  await page.getByLabel('Login', { exact: true }).fill(administrator.login);
  await page.getByLabel('Your name').fill(administrator.name);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByLabel('Password again').fill(administrator.password);
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  await page.getByRole('heading', { name: 'Guided set-up' }).waitFor();
}

export async function signIn(page, service) {
  await page.goto(`${service.url}/`);
  await page.locator('input[name=login]').fill(administrator.login);
  await page.locator('input[name=password]').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await page.locator('.control-panel').waitFor();
}
