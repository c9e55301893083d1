import type { ChangePersona, Outcome, Persona, Trigger, TriggerType } from "@footlights/api"
import { rangeText, rangeTyped, rangeWords } from "./tipRange.ts"

export const TRIGGERS: readonly { value: TriggerType; label: string; asks: string; example: string }[] = [
  { value: "keyword", label: "A word is said", asks: "Word", example: "hello" },
  { value: "command", label: "A command is given", asks: "Command", example: "!song" },
  { value: "regex", label: "A pattern matches", asks: "Pattern", example: "(song|track)\\?" },
  { value: "tip", label: "A tip of", asks: "Amount", example: "5, 5 - 10 or 5+" },
  { value: "timer", label: "Every so often", asks: "Minutes", example: "15" },
  { value: "first_message", label: "Somebody writes for the first time", asks: "", example: "" },
]

/** How often a template is chosen among the others. */
export const WEIGHT_MOST = 100

/** As it is typed: the amount of a tip in the creator's money, not in minor units. */
export type PersonaForm = Omit<Persona, "id" | "position" | "createdAt">

export const emptyPersona: PersonaForm = {
  name: "",
  description: "",
  active: true,
  triggers: [{ type: "keyword", value: "" }],
  templates: [{ text: "", weight: 1 }],
  cooldownSeconds: 30,
  perPersonCooldownSeconds: 60,
  answers: "templates",
  prompt: "",
  voice: null,
}

export const formOf = (
  { id: _id, position: _position, createdAt: _createdAt, ...form }: Persona,
  currency: string,
): PersonaForm => ({
  ...form,
  triggers: form.triggers.map((trigger) =>
    trigger.type === "tip" ? { ...trigger, value: rangeText(trigger.value, currency) } : trigger,
  ),
})

/** What is sent: rows that were left empty are no rows. */
export const bodyOf = (form: PersonaForm, currency: string): ChangePersona & { name: string } => ({
  ...form,
  name: form.name.trim(),
  description: form.description.trim(),
  prompt: form.prompt.trim(),
  triggers: form.triggers
    .filter(({ type, value }) => type === "first_message" || value.trim() !== "")
    .map((trigger) =>
      trigger.type === "tip" ? { ...trigger, value: rangeTyped(trigger.value, currency) } : trigger,
    ),
  templates: form.templates.filter(({ text }) => text.trim() !== ""),
})

/** "when “hello” is said, on !song, on tips of $5.00 and more". */
export function triggerWords({ type, value }: Trigger, currency: string): string {
  switch (type) {
    case "keyword":
      return `when “${value}” is said`
    case "command":
      return `on ${value}`
    case "regex":
      return `when ${value} matches`
    case "tip":
      return `on tips ${rangeWords(value, currency)}`
    case "timer":
      return value === "1" ? "every minute" : `every ${value} minutes`
    case "first_message":
      return "at somebody’s first message"
  }
}

const OUTCOMES: Record<Outcome, string> = {
  answered: "answers",
  inactive: "is switched off",
  no_trigger: "was not called for",
  cooling_down: "still rests",
  person_cooling_down: "still rests for this person",
  budget: "has said enough this minute",
  outweighed: "lets another one speak",
}

/** "Robin still rests": the outcome as a sentence's end. */
export const outcomeWords = (outcome: Outcome): string => OUTCOMES[outcome] ?? outcome.replaceAll("_", " ")
