import { defineConfig } from 'vitest/config'

/** Where .ci/suites/terminal reads the totals. */
const report = process.env.PANDA_TEST_REPORT

/** In a pseudo-terminal, which tmux makes, one file after another. They fail, rather than skip, where there is none. */
export default defineConfig({
  test: {
    include: ['test/terminal/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
