import type * as Api from "@footlights/api"
import { expect, it } from "vitest"
import type { ChatMessage, Invite, Participant, RoomNoun } from "../src/index.ts"

/** Compiles only where what the server's document says can stand for what this package says. */
const same: <From extends To, To>(given?: From) => true = () => true

it("says of rooms what the server's own document says", () => {
  expect(same<Api.Room, RoomNoun>()).toBe(true)
  expect(same<Api.Participant, Participant>()).toBe(true)
  expect(same<Api.ChatMessage, ChatMessage>()).toBe(true)
  expect(same<Api.Invite, Invite>()).toBe(true)
})
