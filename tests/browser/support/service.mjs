// The real program for browser tests: a temporary data folder, the sample external system, and `serve`, all on loopback.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const program = process.env.ORDERSYNC_PROGRAM ?? path.join(repository, 'build/release/bin/ordersync');
/** A program that was built beside it. */
export const binary = (name) => path.join(path.dirname(program), name);
const run = promisify(execFile);

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port) {
  for (let tries = 0; tries < 400; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers on port ${port}`);
}

async function ended(children) {
  await Promise.all(children.map((child) => new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  })));
}

/** `serve` on a data folder that is there. */
export async function serveFolder(folder) {
  const port = await freePort();
  const child = spawn(program, ['--data', folder, 'serve', '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  await answers(port);
  return { url: `http://127.0.0.1:${port}`, stop: () => ended([child]) };
}

/** `shop: false` leaves the store empty, as at a first run; `synced` runs a sync before anybody looks; `orders`: so many, all of which can be booked. */
export async function startService({ shop = true, sync = true, synced = true, orders = 0 } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ordersync-browser-'));
  const keyFile = path.join(folder, 'source.key');
  const key = 'browser-test-key-7d21';
  await writeFile(keyFile, key, { mode: 0o600 });
  const command = (...words) => run(program, ['--data', path.join(folder, 'data'), ...words], { maxBuffer: 64 << 20 });
  const children = [];
  const start = async (port, ...words) => {
    const child = spawn(program, ['--data', path.join(folder, 'data'), ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let words_said = '';
    child.stderr.on('data', (bytes) => (words_said = (words_said + bytes).slice(-4000)));
    children.push(child);
    await answers(port).catch((error) => {
      throw new Error(`${error.message}; the program said: ${words_said}`);
    });
  };

  const sourcePort = await freePort();
  await start(sourcePort, 'demo-source', '--listen', `127.0.0.1:${sourcePort}`, '--key-file', keyFile, ...(orders ? ['--orders', String(orders), '--bookable'] : []));
  const sourceUrl = `http://127.0.0.1:${sourcePort}/api/orders`;
  const catalogue = path.join(folder, 'catalogue.json');
  await command('demo-source', '--write-catalogue', catalogue);
  if (shop) {
    await command('catalog', 'import', catalogue);
    if (sync) {
      await command('sync', 'add', 'Main Store Orders', '--url', sourceUrl, '--pos', 'Main Store', '--key-file', keyFile, '--allow-private-network', '--date-format', '%d-%m-%Y %I:%M:%S %p');
      // A sample holds orders that are refused on purpose, so that the first run ends in Error.
      if (synced) await command('sync', 'now', 'Main Store Orders').catch(() => undefined);
    }
  }
  const port = await freePort();
  await start(port, 'serve', '--listen', `127.0.0.1:${port}`);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    sourceUrl,
    key,
    catalogue,
    folder,
    data: path.join(folder, 'data'),
    command,
    async link(...words) {
      const { stdout } = await command('user', 'link', ...words, '--url', url, '--json');
      const { stdout: plain } = stdout.includes('#') ? { stdout } : await command('user', 'link', ...words, '--url', url);
      const found = /https?:\/\/[^\s"]+\/welcome#[^\s"]+/.exec(plain);
      if (!found) throw new Error(`no link in: ${plain}`);
      return found[0];
    },
    async stop() {
      await ended(children);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
