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
  createdAt: string
}
export type ChangePersona = Partial<Omit<Persona, "id" | "createdAt">>
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
  answers: { personaId: string; personaName: string; responseText: string; byEndpoint: boolean }[]
  considered: {
    personaId: string
    name: string
    outcome: Outcome
    trigger?: Trigger
    detail: string
  }[]
}
/** What can speak: the voices of this machine by name, and the speech service's, if one is set up. */
export interface Voices {
  items: string[]
  nextCursor: null
  endpointVoice: string | null
}
