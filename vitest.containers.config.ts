import { defineConfig } from 'vitest/config'

/** Where .ci/run reads the totals. */
const report = process.env.PANDA_TEST_REPORT

/** With a real container engine, one file after another. They fail, rather than skip, where there is none. */
export default defineConfig({
  test: {
    include: ['test/containers/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
