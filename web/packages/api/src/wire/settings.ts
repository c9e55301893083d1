/** One creator's settings, section by section. */
export interface Settings {
  version: number
  general: GeneralSettings
  alerts: AlertSettings
  animations: AnimationSettings
  tts: SpeechSettings
  chatbot: ChatbotSettings
}
export interface GeneralSettings {
  timeZone: string
  currency: string
  centsPer100Tokens: number
  viewerPage: boolean
}
export interface Durations {
  minMs: number
  maxMs: number
}
export interface AlertSettings {
  paused: boolean
  doNotDisturb: boolean
  volume: number
  holdMs: number
  minCents: number
  whenClosed: "keep" | "summary"
  waitingMax: number
  gapMs: number
  tip: Durations
  other: Durations
  tiers: number[]
}
export type AnimationType = "confetti" | "hearts" | "rain" | "custom"
export interface AnimationTier {
  minCents: number
  type: AnimationType
  customId: string | null
  durationMs: number
}
export interface AnimationSettings {
  enabled: boolean
  tiers: AnimationTier[]
}
export interface WordFilter {
  useDefaultList: boolean
  words: string[]
  mode: "mask" | "skip"
}
export interface SpeechSettings {
  enabled: boolean
  minCents: number
  maxChars: number
  engine: "espeak" | "endpoint"
  voice: string
  voicesByTipper: Record<string, string>
  filter: WordFilter
  queueMax: number
}
export interface ChatbotSettings {
  enabled: boolean
  answers: "templates" | "endpoint"
  perMinute: number
  prompt: string
}
/** What there is to see: all of one's own, of another creator's only how alerts come. */
export type SeenSettings = Pick<Settings, "version" | "alerts"> & Partial<Settings>
/** What a change says: the sections it names are merged, the others stay. */
export type ChangeSettings = {
  [Section in Exclude<keyof Settings, "version">]?: Partial<Settings[Section]>
}
