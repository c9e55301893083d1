import { type Facts, facts, text, within } from "./facts.ts"

export const WIDGETS = ["alerts", "goals", "ticker", "leader", "menu", "chat"] as const
export type Widget = (typeof WIDGETS)[number]
const CORNERS = ["bottom", "top", "bottom-left", "bottom-right", "top-left", "top-right"] as const
export type Corner = (typeof CORNERS)[number]

/** Letters that are there without loading anything but our own. */
const FONTS: Record<string, string> = {
  Inter: '"Inter Variable", Inter, system-ui, sans-serif',
  system: "system-ui, sans-serif",
  serif: 'Georgia, "Noto Serif", "Times New Roman", serif',
  mono: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace',
}

/** The look as it is drawn; whatever a server leaves out is as in the beginning. */
export interface Theme {
  lamp: Rgb
  ink: Rgb
  font: string
  scale: number
  corner: Corner
  safeArea: number
  sound: boolean
  widgets: Record<Widget, boolean>
  css: string
}

export type Rgb = readonly [red: number, green: number, blue: number]

export function readTheme(told: unknown): Theme {
  const theme = facts(told)
  const corner = CORNERS.find((one) => one === theme.corner) ?? "bottom"
  return {
    lamp: rgb(theme.lamp) ?? [255, 180, 84],
    ink: rgb(theme.ink) ?? [255, 248, 238],
    font: FONTS[text(theme.font) ?? "Inter"] ?? (FONTS.Inter as string),
    scale: within(theme.scale, 0.5, 2, 1),
    corner,
    safeArea: within(theme.safeArea, 0, 200, 60),
    sound: theme.sound !== false,
    widgets: readWidgets(facts(theme.widgets)),
    css: text(theme.css) ?? "",
  }
}

/** Chat is a quiet line that comes only where personas answer, so it has no switch of its own. */
const readWidgets = (told: Facts): Theme["widgets"] => ({
  alerts: told.alerts !== false,
  goals: told.goals !== false,
  ticker: told.ticker !== false,
  leader: told.leader !== false,
  menu: told.menu === true,
  chat: true,
})

function rgb(value: unknown): Rgb | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text(value) ?? "")?.[1]
  if (!digits) return undefined
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g)
  const [red, green, blue] = (pairs ?? []).map((pair) => Number.parseInt(pair, 16))
  return [red ?? 0, green ?? 0, blue ?? 0]
}

/** A colour nearer to white, by a share. */
export const lighter = (of: Rgb, share: number): Rgb =>
  of.map((part) => Math.round(part + (255 - part) * share)) as unknown as Rgb

/** Puts a theme on the page: custom properties, marks on the body, and the creator's own rules. */
export class Wardrobe {
  readonly #own = new CSSStyleSheet()
  #worn: Theme = readTheme(undefined)

  constructor() {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#own]
  }

  get theme(): Theme {
    return this.#worn
  }

  wear(theme: Theme): void {
    this.#worn = theme
    const { style } = document.documentElement
    style.setProperty("--lamp", theme.lamp.join(" "))
    style.setProperty("--bright", lighter(theme.lamp, 0.4).join(" "))
    style.setProperty("--ink", theme.ink.join(" "))
    style.setProperty("--font", theme.font)
    style.setProperty("--scale", String(theme.scale))
    style.setProperty("--safe", String(theme.safeArea))
    document.body.dataset.corner = theme.corner
    // Rules that cannot be read are passed over one by one, as in any style sheet.
    this.#own.replaceSync(theme.css)
  }
}
