import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { brotliCompress, constants } from "node:zlib"
import type { Plugin } from "vite"

const compress = promisify(brotliCompress)
const WORTH_IT = /\.(js|css|svg)$/

/** Puts `name.br` beside every text asset: compressed once at build, as small as can be, and never while serving. */
export function brotli(): Plugin {
  let dist = "dist"
  return {
    name: "footlights-brotli",
    apply: "build",
    configResolved(config) {
      dist = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(dist, { recursive: true, withFileTypes: true })
      const texts = entries.filter((entry) => entry.isFile() && WORTH_IT.test(entry.name))
      await Promise.all(
        texts.map(async ({ parentPath, name }) => {
          const text = await readFile(join(parentPath, name))
          const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
          await writeFile(join(parentPath, `${name}.br`), await compress(text, { params }))
        }),
      )
    },
  }
}
