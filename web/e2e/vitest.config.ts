import { defineConfig } from "vitest/config"

/** A real server and a real browser. Each file has a house of its own, so two go side by side: one waits while the other draws. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    fileParallelism: true,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
})
