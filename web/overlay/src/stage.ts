import type { Alert } from "./alert.ts"
import type { Painter } from "./conductor.ts"
import { fit } from "./fit.ts"
import { bdi, calm, make } from "./make.ts"

const LAMPS = 24
/** Lamps lit and sparks thrown by tier. */
const LIT = { 1: 8, 2: 14, 3: 24 } as const
const SPARKS = { 1: 0, 2: 0, 3: 18 } as const
const ENTER: KeyframeAnimationOptions = { duration: 500, easing: "cubic-bezier(.2,.8,.2,1)", fill: "both" }

/** Draws alerts into `root`. Only `transform` and `opacity` move, so that one core is enough for 60 frames a second. */
export class Stage implements Painter {
  readonly #root: HTMLElement

  constructor(root: HTMLElement) {
    this.#root = root
  }

  show(alert: Alert): { leave(exitMs: number): void } {
    const section = make("section", "alert")
    section.dataset.tier = String(alert.tier)
    section.dataset.kind = alert.kind
    section.setAttribute("role", "status")
    const light = make("div", "light")
    const text = make("div", "text")
    const heading = headingOf(alert)
    text.append(heading)
    const message = make("p", "message", alert.message)
    message.dir = "auto"
    if (alert.message) text.append(message)
    const lamps = lampsOf(alert)
    // Where something moves already, sparks would only be work.
    const moves = this.#root.querySelector("canvas") !== null
    section.append(light, text, lamps, ...(moves ? [] : sparksOf(alert)))
    this.#root.append(section)
    fit(heading, 0.6, () => heading.scrollWidth > heading.clientWidth + 1 || nameIsCut(heading))
    if (alert.message) fit(message, 0.64, () => message.scrollHeight > message.clientHeight + 2)
    enter(light, text, lamps)
    return { leave: (exitMs) => leave(section, exitMs) }
  }
}

function headingOf(alert: Alert): HTMLElement {
  const heading = make("h1", "line")
  const name = bdi("name", alert.name)
  heading.append(name)
  if (alert.verb) heading.append(make("span", "verb", alert.verb))
  if (alert.amount) heading.append(make("b", "amount", alert.amount))
  return heading
}

function nameIsCut(heading: HTMLElement): boolean {
  const name = heading.querySelector<HTMLElement>(".name")
  return name !== null && name.scrollWidth > name.clientWidth + 1
}

function lampsOf(alert: Alert): HTMLElement {
  const row = make("div", "lamps")
  row.setAttribute("aria-hidden", "true")
  const dark = (LAMPS - LIT[alert.tier]) / 2
  for (let lamp = 0; lamp < LAMPS; lamp += 1)
    row.append(make("i", lamp >= dark && lamp < LAMPS - dark ? "on" : ""))
  return row
}

function sparksOf(alert: Alert): HTMLElement[] {
  if (calm()) return []
  return Array.from({ length: SPARKS[alert.tier] }, (_none, index) => {
    const spark = make("i", "spark")
    spark.setAttribute("aria-hidden", "true")
    // Evenly over the row with a fixed scatter: the same every time, and no two alike.
    const scatter = (index * 0.618034) % 1
    const drift = (index * 0.754878) % 1
    spark.style.left = `${4 + (92 * index) / SPARKS[alert.tier]}%`
    const rise = `translate(${(drift - 0.5) * 320}px, ${-(260 + scatter * 420)}px) scale(${0.5 + scatter})`
    spark.animate(
      [
        { transform: "translate(0, 0) scale(1)", opacity: 0 },
        { opacity: 1, offset: 0.15 },
        { transform: rise, opacity: 0 },
      ],
      {
        duration: 1_900 + drift * 1_500,
        delay: scatter * 1_100,
        easing: "ease-out",
        fill: "both",
        iterations: 2,
      },
    )
    return spark
  })
}

/** Light comes up from below; the words stand in it. */
function enter(light: HTMLElement, text: HTMLElement, lamps: HTMLElement): void {
  if (calm()) {
    for (const part of [light, text, lamps]) part.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 120 })
    return
  }
  light.animate(
    [
      { opacity: 0, transform: "scaleY(.2)" },
      { opacity: 1, transform: "none" },
    ],
    ENTER,
  )
  text.animate(
    [
      { opacity: 0, transform: "translateY(36px)" },
      { opacity: 1, transform: "none" },
    ],
    { ...ENTER, delay: 90, duration: 410 },
  )
  const middle = (LAMPS - 1) / 2
  lamps.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 160, fill: "both" })
  lamps.querySelectorAll(".on").forEach((lamp, index, lit) => {
    const away = Math.abs(index - (lit.length - 1) / 2) / middle
    lamp.animate([{ opacity: 0.15 }, { opacity: 1 }], { duration: 160, delay: away * 320, fill: "both" })
  })
}

function leave(section: HTMLElement, exitMs: number): void {
  if (exitMs === 0) {
    section.remove()
    return
  }
  section.animate([{ opacity: 1 }, { opacity: 0 }], { duration: exitMs, easing: "ease-in", fill: "forwards" })
}
