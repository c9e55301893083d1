import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { ContextObject, Result } from "axe-core"
import type { Frame, Page } from "playwright-core"

type Axe = typeof import("axe-core")
/** A page or a frame in it, as code that runs there sees it. */
type Inside = { axe?: Axe }
type Held = { axe: Axe }

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe finds wrong with a page and with the frames in it, each with the element and the reason. */
export async function findings(page: Page): Promise<string[]> {
  const violations = page.frames().length > 1 ? await ofAllFrames(page) : await ofOne(page)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}

/** The same page is looked at more than once: it is given axe the first time. */
async function provide(frame: Frame): Promise<void> {
  const there = await frame.evaluate(() => (globalThis as Inside).axe !== undefined)
  if (!there) await frame.evaluate(SOURCE)
}

/** Only violations leave the page: what is in order is of no use here, and long. */
async function ofOne(page: Page): Promise<Result[]> {
  await provide(page.mainFrame())
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as Held
    return (await axe.run(document, { resultTypes: ["violations"] })).violations
  })
}

/** A frame is looked into by an axe of its own; the page's puts together what they found. */
async function ofAllFrames(page: Page): Promise<Result[]> {
  const parts = await partsOf(page.mainFrame(), { exclude: [] })
  return page.evaluate(async (all) => {
    const { axe } = globalThis as unknown as Held
    const found = all.map((part) => JSON.parse(part))
    return (await axe.finishRun(found, { resultTypes: ["violations"] })).violations
  }, parts)
}

/** A frame that went, or loads another page just then, has nothing to be looked at, which is what null tells axe; all else is a finding. */
function unlessGone(frame: Frame): (error: unknown) => string[] {
  return (error) => {
    if (frame.isDetached() || /Execution context was destroyed/.test(String(error))) return ["null"]
    throw error
  }
}

/** What is found in a frame, then in those inside it, in the order they stand: so `finishRun` wants it. Each as JSON: objects travel slowly. */
async function partsOf(frame: Frame, context: unknown): Promise<string[]> {
  await provide(frame)
  const inner = await frame.evaluate((whole) => {
    const { axe } = globalThis as unknown as Held
    return axe.utils.getFrameContexts(whole as ContextObject)
  }, context)
  const part = await frame.evaluate(async (whole) => {
    const { axe } = globalThis as unknown as Held
    return JSON.stringify(await axe.runPartial(whole as ContextObject, {}))
  }, context)
  const parts = [part]
  for (const { frameSelector, frameContext } of inner) {
    const handle = await frame.evaluateHandle((selector) => {
      const { axe } = globalThis as unknown as Held
      return axe.utils.shadowSelect(selector)
    }, frameSelector)
    const child = await handle.asElement()?.contentFrame()
    parts.push(...(child ? await partsOf(child, frameContext).catch(unlessGone(child)) : ["null"]))
  }
  return parts
}
