/** The page of a room, which is no page of the studio. */
const ROOM_PAGE = /^\/r\/[0-9a-f-]{36}$/

/** Whether one goes on to a page outside the studio: to the room one came from. */
export const leadsToRoom = (next: string | undefined): next is string =>
  next !== undefined && ROOM_PAGE.test(next)

/** Where single sign-on comes back to. */
export const returnTo = (next: string | undefined): string =>
  leadsToRoom(next) ? next : `/studio${next ?? "/"}`
