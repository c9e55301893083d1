import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { gzip as compress, constants } from "node:zlib"
import type { Plugin } from "vite"

const pack = promisify(compress)
const WORTH_IT = /\.(js|css|svg)$/

/** Puts `name.gz` in place of every text asset: the server unpacks it for the few that do not take gzip. */
export function gzip(): Plugin {
  let dist = "dist"
  return {
    name: "footlights-gzip",
    apply: "build",
    configResolved(config) {
      dist = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(dist, { recursive: true, withFileTypes: true })
      const texts = entries.filter((entry) => entry.isFile() && WORTH_IT.test(entry.name))
      await Promise.all(
        texts.map(async ({ parentPath, name }) => {
          const path = join(parentPath, name)
          await writeFile(
            `${path}.gz`,
            await pack(await readFile(path), { level: constants.Z_BEST_COMPRESSION }),
          )
          await rm(path)
        }),
      )
    },
  }
}
