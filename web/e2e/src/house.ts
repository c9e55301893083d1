import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"

const PASSWORD = "a-lamp-in-the-dark-7"
/** How long a server may take to say where it listens. */
const START_MS = 30_000

function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../../../target")
  const path = process.env.FOOTLIGHTS_BIN ?? join(target, "debug/footlights")
  if (!existsSync(path))
    throw new Error(
      `There is no server at ${path}. Build it (cargo build -p footlights-server), or say FOOTLIGHTS_BIN=…`,
    )
  return path
}

/** A running server on a throw-away data directory; it may be killed and started again at the same address. */
export class House {
  readonly username = "admin"
  readonly password = PASSWORD
  readonly #dataDir: string
  readonly #settings: Record<string, string>
  #url = ""
  #process: ChildProcess | undefined

  private constructor(dataDir: string, settings: Record<string, string>) {
    this.#dataDir = dataDir
    this.#settings = settings
  }

  /** `settings` by the names they have in the environment. */
  static async open(settings: Record<string, string> = {}): Promise<House> {
    const house = new House(await mkdtemp(join(tmpdir(), "footlights-e2e-")), settings)
    await house.start()
    return house
  }

  get url(): string {
    return this.#url
  }

  async start(): Promise<void> {
    const listen = this.#url ? new URL(this.#url).host : "127.0.0.1:0"
    const started = spawn(binary(), ["serve", "--listen", listen, "--data-dir", this.#dataDir], {
      env: { ...ordinary(process.env), FOOTLIGHTS_ADMIN_PASSWORD: PASSWORD, ...this.#settings },
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.#process = started
    this.#url = await listening(started)
  }

  /** As if the power had gone. */
  async kill(): Promise<void> {
    const { exited } = this.#end("SIGKILL")
    await exited
  }

  async close(): Promise<void> {
    const { exited } = this.#end("SIGTERM")
    const late = setTimeout(() => this.#process?.kill("SIGKILL"), 10_000)
    await exited
    clearTimeout(late)
    await rm(this.#dataDir, { recursive: true, force: true })
  }

  #end(signal: NodeJS.Signals): { exited: Promise<unknown> } {
    const process = this.#process
    if (!process || process.exitCode !== null || process.signalCode !== null)
      return { exited: Promise.resolve() }
    const exited = once(process, "exit")
    process.kill(signal)
    return { exited }
  }
}

/** Our own words to these tests are no settings of the server, which refuses what it does not know. */
const ordinary = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("FOOTLIGHTS_")))

function listening(started: ChildProcess): Promise<string> {
  const said: string[] = []
  return new Promise((give, fail) => {
    const late = setTimeout(() => fail(new Error(`The server did not start:\n${said.join("\n")}`)), START_MS)
    const read = (line: string) => {
      said.push(line)
      const found = /listening on (http:\/\/\S+)/.exec(line)?.[1]
      if (!found) return
      clearTimeout(late)
      give(found)
    }
    for (const stream of [started.stdout, started.stderr])
      if (stream) createInterface(stream).on("line", read)
    started.once("exit", (code) => {
      clearTimeout(late)
      fail(new Error(`The server ended with ${code}:\n${said.join("\n")}`))
    })
  })
}
