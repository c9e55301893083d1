import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** What takes longest, the longest first: otherwise one worker is left with it while the others have nothing to do any more. */
const LONG = ["whole-show", "states", "filled", "access", "rooms", "overlay"]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return at < 0 ? LONG.length : at
    }
    return files.toSorted((one, other) => place(one) - place(other))
  }
}

/** A real server and a real browser. Each file has a house of its own, so two go side by side: one waits while the other draws. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    fileParallelism: true,
    maxWorkers: 2,
    // A worker reads Playwright and the sources once. What a file has is its own house and browser, and it closes them.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
})
