import type { components } from "../schema.ts"

type Schemas = components["schemas"]

/** One creator's settings, section by section. */
export type Settings = Schemas["Settings"]
export type GeneralSettings = Schemas["GeneralSettings"]
export type AlertSettings = Schemas["AlertSettings"]
export type AnimationType = Schemas["AnimationType"]
export type AnimationTier = Schemas["AnimationTier"]
export type AnimationSettings = Schemas["AnimationSettings"]
export type SpeechSettings = Schemas["SpeechSettings"]
export type ChatbotSettings = Schemas["ChatbotSettings"]
/** What there is to see: all of one's own, of another creator's only how alerts come. */
export type SeenSettings = Pick<Settings, "version" | "alerts"> & Partial<Settings>
/** What a change says: the sections it names are merged, the others stay. */
export type ChangeSettings = {
  [Section in Exclude<keyof Settings, "version">]?: Partial<Settings[Section]>
}
