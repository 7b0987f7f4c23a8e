import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './', // the worklet is found beside the module, wherever that is served from
  build: {
    target: 'es2022',
    lib: { entry: ['src/index.ts', 'src/element.ts'], formats: ['es'] },
    rollupOptions: { external: [/^@microsoft\//] },
  },
  test: { environment: 'node', include: ['test/**/*.test.ts'], testTimeout: 20_000 },
});
