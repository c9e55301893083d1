// The public audit of GraphQL over HTTP and the unmodified graphql-ws client, steered by JSON lines: {"do": …} in, {"on": …} out.
import { createInterface } from "node:readline";
import { auditServer } from "graphql-http";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let client;
let socket;

const deeds = {
  async audit({ url }) {
    const results = await auditServer({ url });
    const failed = results.filter((one) => one.status !== "ok").map((one) => `${one.status} ${one.id} ${one.name}: ${one.reason}`);
    say({ on: "audited", count: results.length, failed });
  },
  connect({ url, token, retries = 0 }) {
    client = createClient({
      url,
      webSocketImpl: WebSocket,
      connectionParams: token === null ? undefined : { Authorization: `Bearer ${token}` },
      lazy: false,
      retryAttempts: retries,
      // Without this the library takes a connection that is reset, as when a node is killed, for the end.
      shouldRetry: () => retries > 0,
      // sleep: the client asks how long to wait before it comes back
      retryWait: () => new Promise((done) => setTimeout(done, 20)),
      onNonLazyError: (event) => say({ on: "failed", code: event?.code ?? 0 }),
    });
    client.on("connected", (opened) => {
      socket = opened;
      say({ on: "connected" });
    });
    client.on("closed", (event) => say({ on: "closed", code: event.code, reason: event.reason }));
  },
  // A subscription that says, whenever it begins anew, how far it got.
  subscribe({ id, query, variables = {}, resumes = false }) {
    const payload = { query, variables };
    client.subscribe(payload, {
      next(value) {
        const sequence = Object.values(value.data ?? {})[0]?.sequence;
        if (resumes && typeof sequence === "number") payload.variables.afterSequence = sequence;
        say({ on: "next", id, value });
      },
      error: (error) => say({ on: "error", id, errors: Array.isArray(error) ? error : [{ message: String(error?.reason ?? error) }] }),
      complete: () => say({ on: "complete", id }),
    });
  },
  // The network fails under the client.
  cut() {
    socket.terminate();
  },
  // Messages as they are, on a socket of its own; says with which code the server closes it.
  raw({ url, protocol, messages }) {
    const raw = new WebSocket(url, protocol ?? []);
    raw.on("open", () => messages.forEach((message) => raw.send(message)));
    raw.on("error", () => undefined);
    raw.on("close", (code) => say({ on: "raw closed", code }));
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    deeds[order.do](order);
  })
  .on("close", () => process.exit(0));
