/** Every page of the studio, under the name its pictures have. */
export const PAGES = [
  ["live", "/"],
  ["goals", "/goals"],
  ["menu", "/menu"],
  ["alerts", "/alerts"],
  ["overlay", "/overlay"],
  ["personas", "/personas"],
  ["rooms", "/rooms"],
  ["analytics", "/analytics"],
  ["sessions", "/sessions"],
  ["activity", "/activity"],
  ["settings", "/settings"],
  ["settings-show", "/settings/show"],
  ["settings-voice", "/settings/voice"],
  ["settings-chatbot", "/settings/chatbot"],
  ["settings-moderators", "/settings/moderators"],
  ["settings-webhooks", "/settings/webhooks"],
] as const
