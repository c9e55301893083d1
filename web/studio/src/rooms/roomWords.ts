import type { Room, RoomRole } from "@footlights/api"

type Capability = Room["policy"][number]["capability"]

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
/** What one may do in a room, in words; the server's table decides. */
export const CAPABILITIES: readonly { capability: Capability; does: string }[] = [
  { capability: "chat.send", does: "Write in the chat" },
  { capability: "chat.moderate", does: "Delete what others wrote" },
  { capability: "stage.speak", does: "Go on stage uninvited" },
  { capability: "stage.manage", does: "Decide who is on stage" },
  { capability: "invite", does: "Invite people and make links" },
  { capability: "kick", does: "Put people out" },
  { capability: "ban", does: "Ban people" },
  { capability: "role.set", does: "Give others a role" },
  { capability: "playback.play_pause", does: "Play and pause together" },
  { capability: "playback.seek", does: "Seek together" },
  { capability: "room.update", does: "Change the room" },
  { capability: "room.delete", does: "Delete the room" },
]
export const VISIBILITIES: readonly { value: Room["visibility"]; label: string }[] = [
  { value: "public", label: "Everybody finds it" },
  { value: "link", label: "Whoever has a link" },
  { value: "private", label: "Only who is invited" },
]
