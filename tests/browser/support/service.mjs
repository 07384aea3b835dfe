// The real program for browser tests: a temporary data folder, the sample external system, and `serve`, all on loopback.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const program = process.env.ORDERSYNC_PROGRAM ?? path.join(repository, 'build/release/bin/ordersync');
/** A program that was built beside it. */
export const binary = (name) => path.join(path.dirname(program), name);
const run = promisify(execFile);

/** A command that listens, on a port that nobody else has, and where it says that it does. */
async function startListening(...words) {
  const child = spawn(program, [...words, '--listen', '127.0.0.1:0', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => (said = (said + bytes).slice(-4000)));
  let patience;
  const url = await new Promise((resolve, reject) => {
    const fail = (how) => {
      child.kill('SIGKILL');
      reject(new Error(`${how}: ${words.join(' ')}; the program said: ${said}`));
    };
    patience = setTimeout(() => fail('it does not listen yet'), 120_000);
    readline.createInterface({ input: child.stdout }).once('line', (line) => {
      try {
        resolve(JSON.parse(line).serving);
      } catch {
        fail(`it says "${line}", not where it listens`);
      }
    });
    child.once('error', reject);
    child.once('exit', () => fail('it does not listen'));
  }).finally(() => clearTimeout(patience));
  return { child, url };
}

async function ended(children) {
  await Promise.all(children.map((child) => new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  })));
}

/** `serve` on a data folder that is there. */
export async function serveFolder(folder) {
  const { child, url } = await startListening('--data', folder, 'serve');
  return { url, stop: () => ended([child]) };
}

/** `shop: false` leaves the store empty, as at a first run; `synced` runs a sync before anybody looks; `orders`: so many, all of which can be booked. */
export async function startService({ shop = true, sync = true, synced = true, orders = 0 } = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ordersync-browser-'));
  const keyFile = path.join(folder, 'source.key');
  const key = 'browser-test-key-7d21';
  await writeFile(keyFile, key, { mode: 0o600 });
  const command = (...words) => run(program, ['--data', path.join(folder, 'data'), ...words], { maxBuffer: 64 << 20 });
  const start = (...words) => startListening('--data', path.join(folder, 'data'), ...words);

  const source = await start('demo-source', '--key-file', keyFile, ...(orders ? ['--orders', String(orders), '--bookable'] : []));
  const sourceUrl = source.url;
  const catalogue = path.join(folder, 'catalogue.json');
  const fillAndServe = async () => {
    await command('demo-source', '--write-catalogue', catalogue);
    if (shop) {
      await command('catalog', 'import', catalogue);
      if (sync) {
        await command('sync', 'add', 'Main Store Orders', '--url', sourceUrl, '--pos', 'Main Store', '--key-file', keyFile, '--allow-private-network', '--date-format', '%d-%m-%Y %I:%M:%S %p');
        // A sample holds orders that are refused on purpose, so that the first run ends in Error.
        if (synced) await command('sync', 'now', 'Main Store Orders').catch(() => undefined);
      }
    }
    return start('serve');
  };
  const stop = async (...served) => {
    await ended([source.child, ...served]);
    await rm(folder, { recursive: true, force: true });
  };
  const { child, url } = await fillAndServe().catch(async (error) => {
    await stop();
    throw error;
  });
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
    stop: () => stop(child),
  };
}
