import type { ModeratorRight } from "@footlights/api"

interface Page {
  to: string
  name: string
  /** The letter that follows `g`. */
  letter: string
  /** Who sees it in another's studio: nobody, or a moderator with one of these rights. */
  rights: readonly ModeratorRight[]
  /** On a phone it stands in the bar, or behind "More". */
  inBar: boolean
}

/** The pages of the studio, in two groups: what runs the show, and what comes after it. */
export const SHOW_PAGES = [
  { to: "/", name: "Live", letter: "l", rights: ["alerts", "notes", "tips", "sessions"], inBar: true },
  { to: "/goals", name: "Goals", letter: "g", rights: [], inBar: true },
  { to: "/menu", name: "Menu", letter: "m", rights: [], inBar: true },
  { to: "/alerts", name: "Alerts", letter: "a", rights: ["alerts"], inBar: true },
  { to: "/overlay", name: "Overlay", letter: "o", rights: [], inBar: false },
  { to: "/personas", name: "Personas", letter: "p", rights: [], inBar: false },
  { to: "/rooms", name: "Rooms", letter: "r", rights: [], inBar: false },
] as const satisfies readonly Page[]

export const AFTER_PAGES = [
  { to: "/analytics", name: "Analytics", letter: "n", rights: [], inBar: false },
  { to: "/sessions", name: "Sessions", letter: "s", rights: ["sessions", "tips", "notes"], inBar: false },
  { to: "/activity", name: "What happened", letter: "h", rights: [], inBar: false },
  {
    to: "/settings",
    name: "Settings",
    letter: "e",
    rights: ["alerts", "notes", "tips", "sessions"],
    inBar: false,
  },
] as const satisfies readonly Page[]

export const PAGES = [...SHOW_PAGES, ...AFTER_PAGES]

/** Whether a page is there for somebody with these rights; one's own studio (`null`) has them all. */
export const isOpenTo = (
  page: { rights: readonly ModeratorRight[] },
  rights: readonly ModeratorRight[] | null,
) => rights === null || page.rights.some((right) => rights.includes(right))
