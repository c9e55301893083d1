import type { components } from "../schema.ts"

type Schemas = components["schemas"]

// The document knows these words as texts.
export type TriggerType = "keyword" | "regex" | "command" | "tip" | "timer" | "first_message"
export type Outcome =
  | "answered"
  | "inactive"
  | "no_trigger"
  | "cooling_down"
  | "person_cooling_down"
  | "budget"
  | "outweighed"

/** What an answer has and a command may leave out. */
type Whole<T> = { [Field in keyof T]-?: NonNullable<T[Field]> }

export type Trigger = Omit<Whole<Schemas["PersonaTrigger"]>, "type"> & { type: TriggerType }
export type Template = Whole<Schemas["PersonaTemplate"]>
/** Somebody the chatbot speaks as. */
export type Persona = Omit<Schemas["Persona"], "triggers" | "templates"> & {
  triggers: Trigger[]
  templates: Template[]
}
export type ChangePersona = Partial<Omit<Persona, "id" | "createdAt">>
export type TryPersonas = Schemas["TryPersonas"]
export type Considered = Omit<Schemas["ConsideredPersona"], "outcome" | "trigger"> & {
  outcome: Outcome
  trigger?: Trigger | null
}
export type Tried = Omit<Schemas["TriedPersonas"], "considered"> & { considered: Considered[] }
/** What can speak: the voices of this machine by name, and the speech service's, if one is set up. */
export type Voices = Schemas["Voices"]
