import { readdirSync } from 'node:fs';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** A running server, for `npm run dev`: the page is then served by Vite, and speaks through that server. */
const server = process.env.VOICESMITH_SERVER ?? 'http://localhost:5080';

export default defineConfig({
  // The client package as it stands, unbuilt: for browsers, and for tests.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the worklet must be a file of its own
    sourcemap: true,
    rollupOptions: { input: readdirSync(import.meta.dirname).filter((name) => name.endsWith('.html')) }, // every page
  },
  server: {
    proxy: {
      '/hubs': { target: server, ws: true },
      '/api': server,
      '/v1': server,
    },
  },
  test: { environment: 'node', include: ['test/**/*.test.ts'] },
});
