import { defineConfig } from "vitest/config"

/** A real server and a real browser, one file after another; each file has a house of its own. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
})
