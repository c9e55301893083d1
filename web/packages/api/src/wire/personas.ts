export type TriggerType = "keyword" | "regex" | "command" | "tip" | "timer" | "first_message"
export interface Trigger {
  type: TriggerType
  value: string
}
export interface Template {
  text: string
  weight: number
}
/** Somebody the chatbot speaks as. */
export interface Persona {
  id: string
  name: string
  description: string
  active: boolean
  position: number
  triggers: Trigger[]
  templates: Template[]
  cooldownSeconds: number
  perPersonCooldownSeconds: number
  answers: "templates" | "endpoint"
  prompt: string
  voice: string | null
}
export type ChangePersona = Partial<Omit<Persona, "id">>
export interface TryPersonas {
  sender: string
  message: string
  amountCents?: number
  personaId?: string
}
export type Outcome =
  | "answered"
  | "inactive"
  | "no_trigger"
  | "cooling_down"
  | "person_cooling_down"
  | "budget"
  | "outweighed"
export interface Tried {
  answers: { personaId: string; personaName: string; responseText: string }[]
  considered: {
    personaId: string
    name: string
    outcome: Outcome
    trigger?: Trigger | string | null
    detail: string
  }[]
}
export interface Voice {
  id: string
  name: string
  language?: string | null
}
