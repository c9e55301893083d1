// The unmodified socket.io-client, or an endpoint that checks webhooks with the unmodified standardwebhooks library, steered by JSON
// lines: {"do": …} in, {"on": …} out. One socket or endpoint per process.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";
import { Webhook } from "standardwebhooks";

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let socket;

/** What the transport says of its failure: the status and body of the answer, or the system's error. */
const cause = (error) => {
  const { description, context } = error?.description?.context ? error.description : (error ?? {});
  return error ? { cause: String(description?.message ?? description ?? ""), answer: context?.responseText ?? null } : {};
};

let secrets = [];
let status = 204;

/** Which of the secrets an endpoint was told the library accepts this request with. */
const accepted = (headers, body) =>
  secrets.filter((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });

const deeds = {
  receive() {
    const server = createServer((request, response) => {
      const chunks = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        say({ on: "webhook", accepted: accepted(request.headers, body), id: request.headers["webhook-id"], status, event: JSON.parse(body) });
        response.writeHead(status).end();
      });
    });
    server.listen(0, "127.0.0.1", () => say({ on: "receiving", url: `http://127.0.0.1:${server.address().port}/hook` }));
  },
  answer(order) {
    status = order.status;
    secrets = order.secrets;
    say({ on: "answering" });
  },
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
