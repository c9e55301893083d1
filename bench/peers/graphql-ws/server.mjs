// The peer of `roomEvents`: graphql-ws over ws on Node, a room in memory, nothing durable.
import { createServer } from "node:http";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

const schema = buildSchema(`
  type Message { id: ID! displayName: String! text: String! createdAt: String! }
  type RoomEvent { type: String! sequence: Int! occurredAt: String! message: Message }
  type Query { ok: Boolean! }
  type Subscription { roomEvents(roomId: ID!): RoomEvent! }
`);

const followers = new Set();
let sequence = 0;

/** What one follower is told: a queue that is read as an async iterator. */
function feed() {
  const waiting = [];
  let wake;
  const follower = {
    push(event) {
      if (wake) {
        wake({ value: { roomEvents: event }, done: false });
        wake = undefined;
      } else waiting.push({ roomEvents: event });
    },
  };
  followers.add(follower);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () =>
      waiting.length > 0
        ? Promise.resolve({ value: waiting.shift(), done: false })
        : new Promise((resolve) => {
            wake = resolve;
          }),
    return() {
      followers.delete(follower);
      return Promise.resolve({ value: undefined, done: true });
    },
  };
}

const http = createServer((request, response) => {
  if (request.method !== "POST") return response.end("ok\n");
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    sequence += 1;
    const now = new Date().toISOString();
    const message = { id: `m${sequence}`, displayName: "Admin", text: JSON.parse(body).text, createdAt: now };
    const event = { type: "chat_message", sequence, occurredAt: now, message };
    for (const follower of followers) follower.push(event);
    response.statusCode = 201;
    response.end("{}");
  });
});
const sockets = new WebSocketServer({ server: http, path: "/graphql" });
useServer({ schema, roots: { subscription: { roomEvents: feed } } }, sockets);
http.listen(Number(process.env.PORT), "127.0.0.1");
