import type { Browser } from "playwright-core"
import { it } from "vitest"
import { openBrowser, openContext } from "../src/browser.ts"
import { Pretend } from "../src/pretend.ts"

/**
 * How evenly the overlay draws while tips rain: 20 a second for 10 seconds, each with everything that follows from it
 * (totals, goal, leader, an animation of each kind in turn), and alerts one after another.
 * `taskset -c 0 npm run bench -w @footlights/e2e` gives page, browser and sender one core together.
 */
const TIPS_A_SECOND = 20
const SECONDS = 10
const SETTLE_MS = 2_000
const KINDS = ["confetti", "hearts", "rain"] as const

it("draws evenly while tips rain", async () => {
  const browser = await openBrowser()
  const context = await openContext(browser, { viewport: { width: 1920, height: 1080 } })
  const state = {
    now: new Date().toISOString(),
    session: { totalTipsCents: 100, currency: "USD" },
    goals: [
      { id: "g", title: "The hat", unit: "money", currentCents: 0, targetCents: 100_000, percentage: 0 },
    ],
  }
  const pretend = await Pretend.open(context, {
    app: "overlay",
    path: "/overlay/k",
    joined: { sessionId: "s", state },
  })
  await pretend.page.locator(".goal").waitFor()
  // A scene is open long before the show: what loading costs is no frame of it.
  await new Promise((settled) => setTimeout(settled, SETTLE_MS))
  const before = await cpuSeconds(browser)
  await measure(pretend)
  await rain(pretend)
  const frames = await pretend.page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames)
  tell(frames, (await cpuSeconds(browser)) - before)
  await browser.close()
}, 120_000)

/** What all processes of the browser have worked, which a busy machine does not change. */
async function cpuSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send("SystemInfo.getProcessInfo")
  await session.detach()
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
}

const measure = (pretend: Pretend) =>
  pretend.page.evaluate(() => {
    const frames: number[] = []
    Object.assign(globalThis, { frames })
    let last = performance.now()
    const frame = (now: number) => {
      frames.push(now - last)
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })

function rain(pretend: Pretend): Promise<void> {
  let sent = 0
  return new Promise((done) => {
    const timer = setInterval(() => {
      if (sent === TIPS_A_SECOND * SECONDS) {
        clearInterval(timer)
        done()
        return
      }
      sent += 1
      tip(pretend, sent)
    }, 1_000 / TIPS_A_SECOND)
  })
}

function tip(pretend: Pretend, number: number): void {
  const cents = number * 300
  const tipper = { tipperName: `Tipper ${number}`, amountCents: 300 }
  const sessionTotals = { totalTipsCents: cents, tipCount: number, currency: "USD" }
  pretend.tell("tip_received", { tip: { ...tipper, currency: "USD" }, sessionTotals })
  pretend.tell("session_updated", { sessionId: "s", status: "active", ...sessionTotals })
  const goal = { goalId: "g", title: "The hat", unit: "money", targetCents: 100_000, status: "active" }
  pretend.tell("goal_progress", { ...goal, currentCents: cents, percentage: cents / 1_000, revision: number })
  pretend.tell("leader_changed", { leader: { ...tipper, amountCents: cents } })
  pretend.tell("animation_trigger", { type: KINDS[number % 3], metadata: { durationMs: 4_000, tier: 3 } })
  if (number % TIPS_A_SECOND === 1) {
    const payload = { ...tipper, currency: "USD", message: "for the chorus, you know which one", tier: 3 }
    pretend.tell("alert", {
      alertId: `${number}`,
      attempt: 1,
      lane: "main",
      kind: "tip",
      durationMs: 5_000,
      payload,
    })
  }
}

function tell(frames: number[], cpu_s: number): void {
  const sorted = [...frames].sort((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)
  const over = frames.filter((frame) => frame > 50).length
  const seconds = frames.reduce((sum, frame) => sum + frame, 0) / 1_000
  process.stdout.write(
    `\nframes ${frames.length} in ${seconds.toFixed(1)} s (${(frames.length / seconds).toFixed(1)} a second)\n` +
      `ms a frame: p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}  max ${at(1)}; over 50 ms: ${over}\n` +
      `ms of work a frame, all of the browser: ${((1_000 * cpu_s) / frames.length).toFixed(1)}\n`,
  )
}
