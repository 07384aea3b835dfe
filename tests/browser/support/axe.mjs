// Accessibility of a page by axe-core, WCAG 2.2 AA.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The same page in dark colours, where nothing else is different: violations of contrast alone. */
export async function violationsInTheDark(page) {
  await page.emulateMedia({ colorScheme: 'dark' });
  try {
    // Colours that are inherited follow with the next frame that is drawn.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    return await ask(page, { type: 'rule', values: ['color-contrast'] });
  } finally {
    await page.emulateMedia({ colorScheme: 'light' });
  }
}

/** The violations as lines of text, empty where there are none. */
export async function violations(page) {
  // Evaluated over the debugging protocol, which the page's policy does not govern.
  await page.evaluate(source);
  return ask(page, EVERY_RULE);
}

async function ask(page, runOnly) {
  const options = { runOnly, resultTypes: ['violations'] };
  const result = await page.evaluate((asked) => window.axe.run(document, asked), options);
  return result.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n').slice(1).join('; ').trim()})`));
}
