// The unmodified socket.io-client, steered by JSON lines: {"do": …} in, {"on": …} out. One socket per process.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let socket;

/** What the transport says of its failure: the status and body of the answer, or the system's error. */
const cause = (error) => {
  const { description, context } = error?.description?.context ? error.description : (error ?? {});
  return error ? { cause: String(description?.message ?? description ?? ""), answer: context?.responseText ?? null } : {};
};

const deeds = {
  connect({ url, namespace, options }) {
    socket = io(url + namespace, { reconnectionDelay: 50, reconnectionDelayMax: 200, ...options });
    socket.on("connect", () => say({ on: "connect", id: socket.id, transport: socket.io.engine.transport.name }));
    socket.on("disconnect", (reason, error) => say({ on: "disconnect", reason, ...cause(error) }));
    socket.on("connect_error", (error) => say({ on: "connect_error", message: error.message, data: error.data ?? null, ...cause(error) }));
    socket.io.on("reconnect_attempt", (attempt) => say({ on: "reconnect_attempt", attempt }));
    socket.io.engine.on("upgrade", (transport) => say({ on: "upgrade", transport: transport.name }));
    socket.onAny((event, ...args) => say({ on: "event", event, args }));
  },
  emit({ event, args, ack }) {
    if (ack === undefined || ack === null) socket.emit(event, ...args);
    else socket.emit(event, ...args, (...answer) => say({ on: "ack", ack, answer }));
  },
  auth({ auth }) {
    socket.auth = auth;
  },
  /** As when the line breaks: the transport goes, and the client comes back by itself. */
  cut() {
    socket.io.engine.close();
  },
  disconnect() {
    socket.disconnect();
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    deeds[order.do](order);
  })
  .on("close", () => process.exit(0));
