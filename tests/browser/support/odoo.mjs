// A connection to an Odoo at which nobody answers any more, and what the store has kept of it: the lists show that.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const keep = fileURLToPath(new URL('keep_odoo.py', import.meta.url));

/** Adds the connection "Shop". Port 9 of this machine discards, and here nobody listens on it. */
export async function connectOdoo(service) {
  process.env.ORDERSYNC_KEY = 'odoo-browser-test-key';
  await service.command('connection', 'add', 'Shop', '--url', 'http://127.0.0.1:9', '--database', 'shop', '--login', 'cashier', '--allow-private-network');
  delete process.env.ORDERSYNC_KEY;
  await run('/usr/bin/python3', ['-B', keep, `${service.data}/ordersync.db`, 'http://127.0.0.1:9/shop']);
}

/** Somebody who is told by e-mail, and alerts, open ones and one that is over. */
export async function addAlerts(service) {
  await service.command('alert', 'add', 'Owner', '--email', 'owner@shop.example', '--smtp', 'mail.shop.example:587');
  await service.command('alert', 'add', 'Chat', '--webhook', 'https://chat.example/hooks/1', '--only', 'silence');
  await service.command('alert', 'pause', 'Owner', '--hours', '72');
  await service.command('alert', 'check').catch(() => undefined);
}
