import type { Platform } from "@footlights/api"

/** Where one streams, as people write it. */
export const PLATFORMS: { value: Platform; label: string }[] = [
  { value: "chaturbate", label: "Chaturbate" },
  { value: "stripchat", label: "Stripchat" },
  { value: "twitch", label: "Twitch" },
  { value: "youtube", label: "YouTube" },
  { value: "kick", label: "Kick" },
  { value: "other", label: "Somewhere else" },
]

export const platformName = (platform: Platform): string =>
  PLATFORMS.find(({ value }) => value === platform)?.label ?? platform

/** Currencies offered first; any other ISO 4217 code may be typed in a script. */
export const CURRENCIES = [
  "USD",
  "EUR",
  "GBP",
  "CAD",
  "AUD",
  "NZD",
  "CHF",
  "SEK",
  "NOK",
  "DKK",
  "PLN",
  "CZK",
  "JPY",
  "BRL",
  "MXN",
]
