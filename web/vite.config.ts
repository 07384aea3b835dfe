// How the console is bundled: hashed names under assets/, nothing inline, so that the server's Content-Security-Policy
// needs no exception. `npm run dev` style work proxies the API to a running `ordersync serve`.
import { defineConfig } from 'vite';

const service = process.env.ORDERSYNC_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
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
