import { facts, mediaPath, text, within } from "../facts.ts"

export type Kind = "confetti" | "hearts" | "rain" | "custom"
const KINDS: readonly Kind[] = ["confetti", "hearts", "rain", "custom"]

/** An animation as it is told: the frame `animation_trigger`. */
export interface Animation {
  id: string | undefined
  kind: Kind
  durationMs: number
  /** 1, 2, 3 …: how much of it. */
  tier: number
  image: string | undefined
  sound: string | undefined
  video: string | undefined
  occurredAt: number | undefined
}

/** Reads a frame; undefined when this page cannot show it. Files are only ever ours. */
export function readAnimation(frame: unknown): Animation | undefined {
  const { type, metadata, eventId, occurredAt } = facts(frame)
  const kind = KINDS.find((one) => one === type)
  if (!kind) return undefined
  const { durationMs, tier, imageUrl, soundUrl, videoUrl } = facts(metadata)
  const [image, sound, video] = [imageUrl, soundUrl, videoUrl].map(mediaPath)
  if (kind === "custom" && !image && !sound && !video) return undefined
  const at = Date.parse(text(occurredAt) ?? "")
  return {
    id: text(eventId),
    kind,
    durationMs: within(durationMs, 500, 30_000, 4_000),
    tier: Math.round(within(tier, 1, 8, 1)),
    image,
    sound,
    video,
    occurredAt: Number.isFinite(at) ? at : undefined,
  }
}
