import { defineConfig } from "vitest/config"

/** Measures, not tests: they print figures and judge nothing. */
export default defineConfig({ test: { include: ["bench/**/*.bench.ts"], fileParallelism: false } })
