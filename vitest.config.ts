import { configDefaults, defineConfig } from 'vitest/config'

/** Where .ci/run reads the totals. */
const report = process.env.PANDA_TEST_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These take a container engine, a browser, a terminal: `npm run test:containers`, `test:browser`, `test:terminal`.
    exclude: [...configDefaults.exclude, 'test/containers/**', 'test/browser/**', 'test/terminal/**'],
    testTimeout: 30_000,
    // Much of the time is waiting for programs: two at a time, on two cores too (the default leaves one for vitest).
    maxWorkers: 2,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    coverage: {
      include: ['core/**', 'app/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95, branches: 90 },
    },
  },
})
