// How soon each screen paints, and how long the service takes for each of its questions, on a store of many orders:
//   node paint.mjs [--orders N] [--store FOLDER] [--no-limits] [--once] [--json]
// The orders are booked by the real program (bench_end_to_end --fill); a FOLDER is kept, and used again. Ends with 1 when a first
// contentful paint took a second or an answer 200 ms, unless --no-limits: then it only says so. --once: each is asked for once,
// instead of a few times of which the median counts.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { administrator, openBrowser, signIn } from './support/browser.mjs';
import { everyPage } from './support/pages.mjs';
import { binary, serveFolder } from './support/service.mjs';

const run = promisify(execFile);
const limits = { paint: 1000, answer: 200 };

function readOptions(words) {
  const options = { orders: 1_000_000, store: null, judge: true, json: false, screenRounds: 3, answerRounds: 5 };
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === '--orders') options.orders = Number(words[++at]);
    else if (words[at] === '--store') options.store = path.resolve(words[++at]);
    else if (words[at] === '--no-limits') options.judge = false;
    else if (words[at] === '--once') options.screenRounds = options.answerRounds = 1;
    else if (words[at] === '--json') options.json = true;
    else throw new Error(`paint: what is ${words[at]}?`);
  }
  if (!(options.orders >= 1)) throw new Error('paint: --orders takes a number');
  return options;
}

async function fill(folder, orders) {
  await new Promise((resolve, reject) => {
    const child = spawn(binary('bench_end_to_end'), ['--orders', String(orders), '--fill', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('exit', (status) => (status === 0 ? resolve() : reject(new Error('paint: the orders could not be booked'))));
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** What the lists are asked beyond how they open: other orders, filters, searches, far pages. */
function questions(orders) {
  const middle = String(Math.ceil(orders / 2));
  return {
    'booked, highest total': '/pos/orders?s=-total',
    'booked, oldest first': '/pos/orders?s=date',
    'booked, refunds': '/pos/orders?f=refunds',
    'booked, last 7 days': '/pos/orders?f=7d',
    'booked, by number': `/pos/orders?q=${middle}`,
    'external, oldest first': '/orders?s=received',
    'external, by date': '/orders?s=-date',
    'external, booked': '/orders?f=booked',
    'external, waiting': '/orders?f=parked',
    'external, today': '/orders?f=today',
    'external, by number': `/orders?q=${middle}`,
    'transfers, oldest first': '/pos/transfers?s=name',
    'stock, least first': '/pos/stock?s=on_hand',
    'products, dearest first': '/pos/products?s=-price',
  };
}

async function screensOf(page, service, orders) {
  const all = await everyPage(page, service);
  const shown = ['home', 'syncs', 'sync', 'pos-orders', 'external-orders', 'order', 'attention', 'runs', 'run', 'sessions', 'session', 'products', 'payment-methods', 'transfers',
    'stock', 'scheduled-action', 'alerts', 'nodes', 'users', 'tokens', 'logs'];
  return { ...Object.fromEntries(shown.filter((name) => all[name]).map((name) => [name, all[name]])), ...questions(orders) };
}

/** Loads a screen as somebody who was never here before: nothing is cached. */
async function paint(page, address) {
  const asked = new Set();
  const note = (request) => {
    const url = new URL(request.url());
    if (request.method() === 'GET' && url.pathname.startsWith('/api/v1/') && url.pathname !== '/api/v1/events') asked.add(url.pathname + url.search);
  };
  page.on('request', note);
  await page.goto(address);
  await page.locator('.control-panel').first().waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((element) => /Loading/.test(element.textContent ?? '')));
  const shown = await page.evaluate(() => performance.now());
  const first = await page.evaluate(() => new Promise((resolve) => {
    const told = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    if (told() !== undefined) resolve(told());
    else new PerformanceObserver((list, observer) => {
      if (told() === undefined) return;
      observer.disconnect();
      resolve(told());
    }).observe({ type: 'paint', buffered: true });
  }));
  await page.waitForTimeout(300); // live updates keep one request open for ever: the network is never idle
  page.off('request', note);
  return { first, shown, asked: [...asked] };
}

/** The median of some rounds, without the browser. */
async function answerTime(url, token, rounds) {
  const times = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    bytes = (await answer.arrayBuffer()).byteLength;
    times.push(performance.now() - begin);
    if (!answer.ok) throw new Error(`paint: ${url} answers ${answer.status}`);
  }
  return { ms: median(times), bytes };
}

async function measure(service, token, options) {
  const browser = await openBrowser();
  const { page } = browser;
  await signIn(page, service);
  const session = await browser.context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const screens = [];
  const answers = new Map();
  for (const [name, address] of Object.entries(await screensOf(page, service, options.orders))) {
    const firsts = [];
    let last;
    for (let round = 0; round < options.screenRounds; round += 1) {
      last = await paint(page, service.url + address);
      firsts.push(last.first);
    }
    screens.push({ screen: name, address, first_contentful_paint_ms: Math.round(median(firsts)), shown_ms: Math.round(last.shown) });
    for (const question of last.asked) {
      if (!answers.has(question)) answers.set(question, await answerTime(service.url + question, token, options.answerRounds));
    }
  }
  const complaints = browser.complaints;
  await browser.close();
  return { screens, answers: [...answers].map(([question, { ms, bytes }]) => ({ question, ms: Math.round(ms * 10) / 10, bytes })), complaints };
}

function print({ screens, answers }) {
  console.log('first paint   shown   screen');
  for (const each of screens) console.log(`${String(each.first_contentful_paint_ms).padStart(8)} ms ${String(each.shown_ms).padStart(5)} ms   ${each.screen} (${each.address})`);
  console.log('\n  answer   question');
  for (const each of [...answers].sort((a, b) => b.ms - a.ms)) console.log(`${each.ms.toFixed(1).padStart(6)} ms   ${each.question} (${each.bytes} bytes)`);
}

const options = readOptions(process.argv.slice(2));
const folder = options.store ?? (await mkdtemp(path.join(os.tmpdir(), 'ordersync-paint-')));
let service;
try {
  if (!existsSync(path.join(folder, 'ordersync.db'))) await fill(folder, options.orders);
  const command = (...words) => run(binary('ordersync'), ['--data', folder, ...words], { maxBuffer: 64 << 20 });
  const users = JSON.parse((await command('user', 'list', '--json')).stdout).items;
  const passwordFile = path.join(folder, 'browser-password');
  await writeFile(passwordFile, administrator.password, { mode: 0o600 });
  const known = users.some((user) => user.login === administrator.login);
  await command('user', known ? 'edit' : 'add', administrator.login, '--role', 'administrator', '--password-file', passwordFile);
  await command('schedule', 'deactivate'); // the source is gone
  const token = JSON.parse((await command('token', 'create', 'paint', '--scope', 'admin', '--days', '1', '--json')).stdout).token;
  service = await serveFolder(folder);
  const measured = await measure(service, token, options);
  const slowest = { paint: Math.max(...measured.screens.map((each) => each.first_contentful_paint_ms)), answer: Math.max(...measured.answers.map((each) => each.ms)) };
  if (options.json) console.log(JSON.stringify({ orders: options.orders, limits_ms: limits, slowest_ms: slowest, ...measured }));
  else {
    print(measured);
    console.log(`\n${options.orders} orders; slowest first paint ${slowest.paint} ms (limit ${limits.paint}), slowest answer ${slowest.answer} ms (limit ${limits.answer})`);
  }
  if (measured.complaints.length > 0) throw new Error(`paint: the page complained: ${measured.complaints.join('; ')}`);
  if (options.judge && (slowest.paint >= limits.paint || slowest.answer >= limits.answer)) process.exitCode = 1;
} finally {
  await service?.stop();
  if (!options.store) await rm(folder, { recursive: true, force: true });
}
