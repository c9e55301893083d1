import { gzipSync } from "node:zlib"
import { build, type Rollup } from "vite"
import { expect, it } from "vitest"

/** What a page loads of this package beside socket.io-client, compressed. */
const BYTES_MAX = 15 * 1024

it("is small: everything there is, without socket.io-client", async () => {
  const built = (await build({
    root: `${import.meta.dirname}/..`,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      minify: "oxc",
      lib: { entry: "src/index.ts", formats: ["es"], fileName: "live" },
      rollupOptions: { external: ["socket.io-client"] },
    },
  })) as Rollup.RollupOutput[]
  const chunks = built.flatMap(({ output }) => output).filter((part) => part.type === "chunk")
  const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0)
  expect(chunks.some(({ code }) => code.includes("invite_to_stage"))).toBe(true)
  expect(bytes).toBeLessThan(BYTES_MAX)
})
