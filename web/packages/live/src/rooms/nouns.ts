/** The nouns of rooms as the server writes them. */

export type RoomRole = "host" | "moderator" | "speaker" | "controller" | "viewer"
export type Presence = "active" | "away" | "offline"
/** How far the roster can be believed. */
export type RosterState = "loading" | "fresh" | "stale"

export interface RoomNoun {
  id: string
  name: string
  description: string
  visibility: "public" | "link" | "private"
  status: "active" | "archived" | "deleted"
  tags: string[]
  capacity: number | null
  stageSize: number
  defaultJoinRole: RoomRole
  policy: { role: RoomRole; capability: string; allow: boolean }[]
  ownerId: string
  passwordRequired: boolean
  guestsAllowed: boolean
  slowModeSeconds: number
  participantCount: number
  createdAt: string
  updatedAt: string
}

export interface Flair {
  flairType: string
  tier: number
  displayName: string | null
  iconUrl: string | null
}

export interface Participant {
  accountId: string
  displayName: string
  role: RoomRole
  status: "joined" | "left" | "kicked" | "banned" | (string & {})
  presence?: Presence | null
  handRaised: boolean
  handRaisedAt: string | null
  stageInvited: boolean
  onStage: boolean
  guest: boolean
  joinedAt: string
  flair?: Flair[]
}

export interface ChatMessage {
  id: string
  roomId: string
  accountId: string
  displayName: string
  text: string
  mentions: string[]
  createdAt: string
  flair?: Flair[]
}

export interface Invite {
  id: string
  roomId: string
  roomName: string
  inviterId: string
  inviterName: string
  inviteeId: string
  inviteeName: string
  role: RoomRole
  status: "pending" | (string & {})
  createdAt: string
  expiresAt: string
}

export interface PresenceCounts {
  present: number
  away: number
}
