import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defaultClientConditions, defaultServerConditions, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** A running server, for `npm run dev`: the page is then served by Vite, and speaks through that server. */
const server = process.env.VOICESMITH_SERVER ?? 'http://localhost:5080';

/** Every page, and the web component as a script that other sites can load under a name that stays. */
const component = 'voicesmith-player';
const pages = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.html'));

/** Writes a .br and a .gz beside every text that browsers load, for the server to hand out as they are. */
const precompressed: Plugin = {
  name: 'precompressed',
  apply: 'build',
  writeBundle({ dir }) {
    for (const name of readdirSync(dir!, { recursive: true }) as string[]) {
      if (!/\.(js|css|html|svg)$/.test(name)) continue;
      const path = resolve(dir!, name);
      const content = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(content));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [precompressed],
  base: './', // the component finds its parts beside it, on whatever site it is used
  // The client package as it stands, unbuilt: for browsers, and for tests.
  resolve: { conditions: ['voicesmith-source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['voicesmith-source', ...defaultServerConditions] } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the worklet must be a file of its own
    sourcemap: true,
    rollupOptions: {
      input: { ...Object.fromEntries(pages.map((page) => [page.replace('.html', ''), page])), [component]: '@voicesmith/client/element' },
      output: { entryFileNames: ({ name }) => (name === component ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
  server: {
    proxy: {
      '/hubs': { target: server, ws: true },
      '/api': server,
      '/v1': server,
    },
  },
  test: { environment: 'node', include: ['test/**/*.test.ts'], testTimeout: 20_000 },
});
