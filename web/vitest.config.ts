import { defineConfig } from "vitest/config"

/** The quick tests: packages and pages' pure parts. The browser tests live in `e2e` and run on their own. */
export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "overlay/test/**/*.test.ts",
      "viewer/test/**/*.test.ts",
      "studio/test/**/*.test.ts",
    ],
  },
})
