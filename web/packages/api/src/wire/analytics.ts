import type { Platform } from "../nouns.ts"

/** What a span of time adds up to. */
export interface Figures {
  grossCents: number
  refundedCents: number
  netCents: number
  tipCount: number
  averageTipCents: number
  largestTipCents: number
  distinctTippers: number
  sessions: number
  liveSeconds: number
  peakViewers: number
  averageViewers: number
  conversion: number | null
}
export interface Summary {
  from: string
  to: string
  timeZone: string
  currency: string
  totals: Figures
  previous: Figures | null
  byDay: { date: string; netCents: number; tipCount: number }[]
  byWeek: { date: string; netCents: number; tipCount: number }[]
  byMonth: { date: string; netCents: number; tipCount: number }[]
  byHour: { hour: number; netCents: number; tipCount: number }[]
  byPlatform: { platform: Platform; netCents: number; tipCount: number }[]
  otherCurrencies: { currency: string; netCents: number }[]
}
export interface TopTipper {
  rank: number
  tipperName: string
  netCents: number
  tipCount: number
  firstAt: string
  lastAt: string
}
export interface Timeline {
  startedAt: string
  endedAt: string | null
  currency: string
  /** Those in which nothing was counted are left out. */
  minutes: TimelineMinute[]
}
export interface TimelineMinute {
  at: string
  netCents: number
  tipCount: number
  viewers: number | null
}
export type Range = "today" | "7d" | "30d" | "90d" | "365d" | "all" | "custom"
/** One thing that happened, out of the event log. */
export interface Activity {
  id: string
  kind: string
  at: string
  sessionId?: string | null
  summary: string
  detail: unknown
}
export interface Note {
  id: string
  text: string
  createdAt: string
}
