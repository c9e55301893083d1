import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { byRole, type Frame, hands, may, me, onStage, type Participant, Rooms } from "../src/index.ts"
import { fake } from "./fake.ts"

const ROOM = "r1"
const TOPIC = `room:${ROOM}`

const person = (accountId: string, more: Partial<Participant> = {}): Participant => ({
  accountId,
  displayName: accountId.toUpperCase(),
  role: "viewer",
  status: "joined",
  handRaised: false,
  handRaisedAt: null,
  stageInvited: false,
  onStage: false,
  guest: false,
  joinedAt: "2026-11-21T19:00:00.000Z",
  ...more,
})
const message = (id: string, text = id) => ({
  id,
  roomId: ROOM,
  accountId: "ana",
  displayName: "ANA",
  text,
  mentions: [],
  createdAt: "2026-11-21T19:00:00.000Z",
})

/** A server that tells who is there in person. */
function house() {
  const asked: string[] = []
  let down = false
  const answer = async (url: string | URL | Request) => {
    asked.push(new URL(String(url)).pathname)
    if (down) throw new TypeError("fetch failed")
    const items = [{ accountId: "dee", presence: "active" }]
    return new Response(
      JSON.stringify({ state: "fresh", counts: { present: 402, away: 0 }, items, nextCursor: null }),
    )
  }
  return {
    asked,
    fetch: answer as typeof fetch,
    falls: () => {
      down = true
    },
  }
}

const settle = async () => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
}
const room = (more: object = {}) => ({
  id: ROOM,
  name: "Green room",
  status: "active",
  policy: [],
  participantCount: 2,
  ...more,
})
const answer = (sequence: number, more: object = {}) =>
  ({
    ok: true,
    topic: TOPIC,
    epoch: 1,
    sequence,
    recovered: false,
    room: room(),
    participant: person("ana", { role: "host" }),
    presence: {
      state: "fresh",
      counts: { present: 2, away: 0 },
      items: [
        { accountId: "ana", presence: "active" },
        { accountId: "bo", presence: "active" },
      ],
      more: false,
    },
    ...more,
  }) as const
const snapshot = (sequence: number, more: object = {}) => ({
  topic: TOPIC,
  epoch: 1,
  sequence,
  state: {
    room: room(),
    participants: [person("ana", { role: "host" }), person("bo")],
    stage: [],
    hands: [],
    chat: [message("m1"), message("m2")],
    ...more,
  },
})

function start(how: { password?: string } = {}, look: { atDisplayTime?: boolean } = {}) {
  const wire = fake()
  const server = house()
  const rooms = new Rooms({
    origin: "http://house",
    token: () => "secret",
    makeSocket: wire.makeSocket,
    fetch: server.fetch,
  })
  const live = rooms.join(ROOM, how, look)
  const tell = (event: string, sequence: number, frame: object = {}) =>
    wire.socket.tells(event, { topic: TOPIC, epoch: 1, sequence, occurredAt: `at-${sequence}`, ...frame })
  return { ...wire, server, rooms, room: live, tell, state: () => live.state.get() }
}

async function inside(
  how: { password?: string } = {},
  look: { atDisplayTime?: boolean } = {},
  role = "host",
) {
  const started = start(how, look)
  started.socket.opens()
  const own = { participant: person("ana", { role: role as Participant["role"] }) }
  await started.socket.answers("join", answer(10, own))
  started.socket.tells("snapshot", snapshot(10, { participants: [own.participant, person("bo")] }))
  await settle()
  return started
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe("an inbox", () => {
  it("holds what waits, as it comes and is answered", async () => {
    const { socket, rooms } = start()
    const inbox = rooms.inbox()
    socket.opens()
    const own = { topic: "account:ana", epoch: 1 }
    await socket.answers("follow_inbox", { ok: true, ...own, sequence: 3, recovered: false })
    const invite = (id: string, status = "pending") => ({ id, status, roomId: ROOM })
    expect(inbox.invites.get()).toBeUndefined()
    socket.tells("snapshot", { ...own, sequence: 3, state: { invites: [invite("i1")] } })
    socket.tells("invite_received", { ...own, sequence: 4, invite: invite("i2") })
    expect(inbox.invites.get()?.map(({ id }) => id)).toEqual(["i2", "i1"])
    socket.tells("invite_answered", { ...own, sequence: 5, invite: invite("i1", "accepted") })
    expect(inbox.invites.get()?.map(({ id }) => id)).toEqual(["i2"])
    inbox.close()
    expect(socket.sent.at(-1)?.event).toBe("unfollow_inbox")
  })
})

describe("a room", () => {
  it("is joined, and its state follows", async () => {
    const { socket, state, auth, server } = await inside({ password: "curtain" })
    expect(await auth()).toEqual({ token: "secret" })
    expect(socket.last("join")).toEqual({ roomId: ROOM, password: "curtain" })
    expect(state().standing).toBe("in")
    expect(state().room?.name).toBe("Green room")
    expect([...state().participants.keys()]).toEqual(["ana", "bo"])
    expect(state().presence).toMatchObject({ state: "fresh", counts: { present: 2, away: 0 } })
    expect(state().chat.map(({ id }) => id)).toEqual(["m1", "m2"])
    expect(me(state())?.role).toBe("host")
    expect(server.asked).toHaveLength(0)
  })

  it("follows who comes, goes, raises a hand and stands on the stage", async () => {
    const { tell, state } = await inside()
    tell("participant_joined", 11, { participant: person("cy") })
    tell("hand_raised", 12, { accountId: "cy" })
    tell("hand_raised", 13, { accountId: "bo" })
    expect(hands(state()).map(({ accountId }) => accountId)).toEqual(["cy", "bo"])
    tell("stage_invited", 14, { accountId: "cy" })
    tell("stage_joined", 15, { accountId: "cy" })
    expect(hands(state()).map(({ accountId }) => accountId)).toEqual(["bo"])
    expect(onStage(state()).map(({ accountId }) => accountId)).toEqual(["cy"])
    tell("participant_updated", 16, { participant: person("bo", { role: "moderator" }) })
    expect(byRole(state()).map(({ role, people }) => [role, people.length])).toEqual([
      ["host", 1],
      ["moderator", 1],
      ["viewer", 1],
    ])
    tell("participant_left", 17, { accountId: "bo" })
    expect(state().participants.has("bo")).toBe(false)
    expect(state().room?.participantCount).toBe(2)
  })

  it("holds what happens until it is to be seen, where the page asks for it", async () => {
    const late = (ms: number) => ({
      occurredAt: new Date(Date.now()).toISOString(),
      displayAt: new Date(Date.now() + ms).toISOString(),
    })
    const said = (id: string, accountId = "bo") => ({ message: { ...message(id), accountId } })
    const { tell, state, socket } = await inside({}, { atDisplayTime: true }, "viewer")
    await socket.answers("clock", { ok: true, now: new Date(Date.now()).toISOString() })
    const shown = () => state().chat.map(({ id }) => id)
    tell("chat_message", 11, { ...said("m3"), ...late(5_000) })
    tell("chat_message", 12, { ...said("own", "ana"), ...late(5_000) })
    expect(shown()).toEqual(["m1", "m2", "own"])
    vi.advanceTimersByTime(5_000)
    expect(shown()).toEqual(["m1", "m2", "own", "m3"])
    tell("chat_message", 13, { ...said("m4"), ...late(5_000) })
    tell("participant_removed", 14, { accountId: "ana", reason: "kicked", ...late(5_000) })
    expect(state().standing).toBe("removed")
    const host = await inside({}, { atDisplayTime: true })
    host.tell("chat_message", 11, { ...said("m3"), ...late(5_000) })
    expect(host.state().chat.at(-1)?.id).toBe("m3")
    const plain = await inside({}, {}, "viewer")
    plain.tell("chat_message", 11, { ...said("m3"), ...late(5_000) })
    expect(plain.state().chat.at(-1)?.id).toBe("m3")
  })

  it("tells presence as it is told, with how far it can be believed", async () => {
    const { socket, state } = await inside()
    const frame = {
      topic: TOPIC,
      joined: [{ accountId: "cy", quiet: false }],
      left: [{ accountId: "bo", quiet: false }],
      changed: [{ accountId: "ana", presence: "away" }],
      more: 0,
      counts: { present: 2, away: 1 },
      state: "stale",
    }
    socket.tells("presence", frame)
    expect(state().presence.state).toBe("stale")
    expect([...state().presence.people]).toEqual([
      ["ana", "away"],
      ["cy", "active"],
    ])
  })

  it("reads the roster anew when more has changed than was named", async () => {
    const { socket, server, state } = await inside()
    socket.tells("presence", {
      topic: TOPIC,
      joined: [],
      left: [],
      changed: [],
      more: 400,
      counts: { present: 402, away: 0 },
    })
    await settle()
    expect(server.asked).toEqual([`/api/rooms/${ROOM}/presence`])
    expect([...state().presence.people.keys()]).toEqual(["dee"])
  })

  it("says that the roster is old where it could not be read", async () => {
    const { socket, server, state } = await inside()
    server.falls()
    socket.tells("presence", { topic: TOPIC, more: 1, counts: { present: 9, away: 0 }, state: "fresh" })
    await settle()
    expect(state().presence.state).toBe("stale")
    expect(state().chat).toHaveLength(2)
  })

  it("hears each thing once and in order, whatever comes twice", async () => {
    const { socket, room: live, tell } = await inside()
    const heard: unknown[] = []
    live.on("chat_message", (frame: Frame) => heard.push((frame.message as { id: string }).id))
    tell("chat_message", 11, { message: message("m3") })
    tell("chat_message", 11, { message: message("m3") })
    socket.loses("transport close")
    vi.advanceTimersByTime(1_000)
    socket.opens()
    expect(socket.last("join")).toEqual({ roomId: ROOM, lastSequence: 11, epoch: 1 })
    await socket.answers("join", answer(13, { recovered: true }))
    for (const sequence of [11, 12, 13, 12])
      tell("chat_message", sequence, { message: message(`m${sequence - 8}`) })
    expect(heard).toEqual(["m3", "m4", "m5"])
    expect(live.state.get().chat.map(({ id }) => id)).toEqual(["m1", "m2", "m3", "m4", "m5"])
  })

  it("after a loss that could be made good keeps what it knows, and hears anew who is there", async () => {
    const { socket, state } = await inside()
    socket.loses("transport close")
    vi.advanceTimersByTime(1_000)
    socket.opens()
    const presence = { state: "stale", counts: { present: 1, away: 0 }, items: [], more: false }
    await socket.answers("join", answer(10, { recovered: true, presence }))
    expect(state().presence).toMatchObject({ state: "stale", counts: { present: 1 } })
    expect(state().chat).toHaveLength(2)
  })

  it("takes the whole where too much was missed, and says so to who follows event by event", async () => {
    const { socket, state, room: live, tell } = await inside()
    let snapshots = 0
    live.on("snapshot", () => {
      snapshots += 1
    })
    socket.tells("snapshot", {
      ...snapshot(40, { chat: [message("m9")], hands: [person("cy", { handRaised: true })] }),
      epoch: 2,
    })
    socket.tells("chat_message", { topic: TOPIC, epoch: 2, sequence: 41, message: message("m10") })
    tell("chat_message", 12, { message: message("old") })
    expect(snapshots).toBe(1)
    expect(state().chat.map(({ id }) => id)).toEqual(["m9", "m10"])
    expect(hands(state()).map(({ accountId }) => accountId)).toEqual(["cy"])
  })

  it("says why the way in is not open, and does not try again", async () => {
    const { socket, state } = start()
    socket.opens()
    await socket.answers("join", {
      ok: false,
      error: { code: "password_required", message: "It asks for a password." },
    })
    expect(state()).toMatchObject({ standing: "refused", refusal: { code: "password_required" } })
    socket.loses("transport close")
    vi.advanceTimersByTime(1_000)
    socket.opens()
    expect(socket.sent.filter(({ event }) => event === "join")).toHaveLength(1)
  })

  it("is over for who was put out, and tells how", async () => {
    const { socket, state, tell } = await inside()
    tell("participant_removed", 11, { accountId: "ana", reason: "banned" })
    expect(state()).toMatchObject({ standing: "removed", removal: "banned" })
    socket.loses("transport close")
    vi.advanceTimersByTime(1_000)
    socket.opens()
    expect(socket.sent.filter(({ event }) => event === "join")).toHaveLength(1)
  })

  it("is over for who is told so without a number, and for whose connection was ended", async () => {
    const put = await inside()
    put.socket.tells("error", { code: "not_joined", roomId: "another", message: "Not in." })
    expect(put.state().standing).toBe("in")
    put.socket.tells("error", { code: "not_joined", roomId: ROOM, message: "Not in." })
    expect(put.state().standing).toBe("removed")
    const cut = await inside()
    cut.socket.loses("io server disconnect")
    expect(cut.state().standing).toBe("removed")
  })

  it("says that one is there, now and then", async () => {
    const { socket } = await inside()
    expect(socket.last("heartbeat")).toEqual({ roomId: ROOM, state: "active" })
    const before = socket.sent.filter(({ event }) => event === "heartbeat").length
    vi.advanceTimersByTime(60_000)
    expect(socket.sent.filter(({ event }) => event === "heartbeat")).toHaveLength(before + 1)
  })

  it("knows what one may, with the room's own word on top", async () => {
    const { tell, state } = await inside()
    expect(may(state(), "kick")).toBe(true)
    tell("participant_updated", 11, { participant: person("ana") })
    expect(may(state(), "kick")).toBe(false)
    expect(may(state(), "chat.send")).toBe(true)
    const policy = [{ role: "viewer", capability: "chat.send", allow: false }]
    tell("room_updated", 12, { room: room({ policy }) })
    expect(may(state(), "chat.send")).toBe(false)
  })

  it("is left by a word, and joined no more", async () => {
    const { socket, room: live, state } = await inside()
    const leaving = live.leave()
    await socket.answers("leave", { ok: true })
    await leaving
    expect(state().standing).toBe("left")
    socket.loses("transport close")
    vi.advanceTimersByTime(1_000)
    socket.opens()
    expect(socket.sent.filter(({ event }) => event === "join")).toHaveLength(1)
  })
})
