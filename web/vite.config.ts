// How the console is bundled: hashed names under assets/, nothing inline, so that the server's Content-Security-Policy
// needs no exception. `npm run dev` style work proxies the API to a running `ordersync serve`.
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';

const service = process.env.ORDERSYNC_URL ?? 'http://127.0.0.1:8080';

// The REST API's contract as a value, for the page that shows it: read once, when the console is built.
function openapi(): Plugin {
  const name = 'virtual:openapi';
  const file = new URL('../docs/openapi.yaml', import.meta.url);
  return {
    name,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(parse(readFileSync(file, 'utf8')))}` : undefined),
  };
}

// React Aria speaks 34 languages, the console two: the words of the others are left out.
const otherLanguages: Plugin = {
  name: 'other-languages',
  enforce: 'pre',
  load: (id) => (/\/intl\/.*[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) && !/\/(en-US|ar-AE)\.mjs$/.test(id) ? 'export default {}' : undefined),
};

export default defineConfig({
  plugins: [openapi(), otherLanguages],
  esbuild: { jsx: 'automatic', legalComments: 'none' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
          if (/node_modules\/(@?react-aria|@?react-stately|@internationalized)/.test(id)) return 'aria';
          return undefined;
        },
      },
    },
  },
  server: { proxy: { '/api': service } },
});
