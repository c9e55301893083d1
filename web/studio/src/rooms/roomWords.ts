import type { Room, RoomRole } from "@footlights/api"

export const ROLE_NAMES: Record<RoomRole, string> = {
  host: "Host",
  moderator: "Moderator",
  speaker: "Speaker",
  controller: "Controller",
  viewer: "Viewer",
}
export const ROLES_NAMES: Record<RoomRole, string> = {
  host: "Hosts",
  moderator: "Moderators",
  speaker: "Speakers",
  controller: "Controllers",
  viewer: "Viewers",
}
export const VISIBILITIES: readonly { value: Room["visibility"]; label: string }[] = [
  { value: "public", label: "Everybody finds it" },
  { value: "link", label: "Whoever has a link" },
  { value: "private", label: "Only who is invited" },
]
