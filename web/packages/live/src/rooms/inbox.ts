import type { Connection } from "../connection.ts"
import { type Cell, cell, type Store } from "../store.ts"
import type { Invite } from "./nouns.ts"

/** Invitations that wait for one's answer, newest first; undefined until they are known. */
export class Inbox {
  readonly invites: Store<readonly Invite[] | undefined>
  readonly #invites: Cell<readonly Invite[] | undefined> = cell<readonly Invite[] | undefined>(undefined)
  readonly #unfollow: () => void

  constructor(connection: Connection) {
    this.invites = this.#invites
    this.#unfollow = connection.follow({
      join: "follow_inbox",
      leave: "unfollow_inbox",
      body: () => ({}),
      onSnapshot: ({ invites }) => this.#invites.set(invites as Invite[]),
      onFrame: (_event, frame) => this.#is(frame.invite as Invite),
    })
  }

  close(): void {
    this.#unfollow()
  }

  #is(invite: Invite): void {
    const others = (this.#invites.get() ?? []).filter(({ id }) => id !== invite.id)
    this.#invites.set(invite.status === "pending" ? [invite, ...others] : others)
  }
}
