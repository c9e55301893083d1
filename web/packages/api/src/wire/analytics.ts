import type { components } from "../schema.ts"

type Schemas = components["schemas"]

/** What a span of time adds up to. */
export type Figures = Schemas["Figures"]
export type Summary = Schemas["AnalyticsSummary"]
export type TopTipper = Schemas["TipperPlace"]
/** A goal as it was when it was reached. */
export type GoalReached = Schemas["GoalReached"]
export type Timeline = Schemas["SessionTimeline"]
export type TimelineMinute = Schemas["TimelineMinute"]
export type Range = "today" | "7d" | "30d" | "90d" | "365d" | "all" | "custom"
/** One thing that happened, out of the event log. */
export type Activity = Schemas["Activity"]
