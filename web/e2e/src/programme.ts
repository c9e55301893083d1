/** What is tipped in a show, the same each time: by every way, named and nameless, in money and in tokens. */

/** By which way a tip comes in. */
export type Way = "rest" | "socket" | "platform"

export interface PlannedTip {
  way: Way
  body: {
    amountCents?: number
    amountTokens?: number
    tipperName?: string
    message?: string
    anonymous?: boolean
    externalId?: string
  }
  /** What it is worth, in minor units. */
  cents: number
}

/** With four that are held and two that pay for the hat there are two hundred. */
export const TIPS = 194
/** What one token is worth where nobody has set it otherwise, in minor units. */
export const TOKEN_CENTS = 5
export const SONG_CENTS = 777
export const WAVE_TOKENS = 42

const WAYS: readonly Way[] = ["rest", "socket", "platform"]
// Some people write their own name in more than one way.
const NAMES = ["Ana", "ANA", "Jude", "Zoë", "marlow_", "李雷", "Kit K", "jude", "مريم"]
const MESSAGES = [
  "for the chorus",
  "<b>not bold</b>",
  "שלום",
  "🎉🎉🎉",
  "play the long one, the one with the bridge that nobody remembers",
]

const pick = <T>(from: readonly T[], at: number): T => from[at % from.length] as T

function planned(at: number): PlannedTip {
  const way = pick(WAYS, at)
  const tokens = at % 10 === 3
  const song = !tokens && at % 8 === 5
  const amount = tokens
    ? { amountTokens: at % 20 === 3 ? WAVE_TOKENS : 10 + at }
    : { amountCents: song ? SONG_CENTS : 100 + ((at * 37) % 41) * 25 }
  const cents = "amountTokens" in amount ? (amount.amountTokens ?? 0) * TOKEN_CENTS : amount.amountCents
  const body = {
    ...amount,
    ...(at % 11 === 7 ? {} : { tipperName: pick(NAMES, at + Math.floor(at / 9)) }),
    ...(at % 4 === 0 ? { message: pick(MESSAGES, at / 4) } : {}),
    ...(at % 9 === 4 ? { anonymous: true } : {}),
    ...(way === "platform" ? { externalId: `platform-${at}` } : {}),
  }
  return { way, body, cents: cents ?? 0 }
}

export const PROGRAMME: readonly PlannedTip[] = Array.from({ length: TIPS }, (_, at) => planned(at))
