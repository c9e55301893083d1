import { io } from "socket.io-client"

/** The little of a Socket.IO socket that the connection needs; tests put their own in its place. */
export interface WireSocket {
  readonly connected: boolean
  connect(): unknown
  disconnect(): unknown
  emit(event: string, ...args: unknown[]): unknown
  on(event: string, handler: (...args: never[]) => void): unknown
  onAny(handler: (event: string, ...args: unknown[]) => void): unknown
}

export type Auth = Record<string, unknown>
export type MakeSocket = (namespace: string, auth: (give: (auth: Auth) => void) => void) => WireSocket

/** Sockets at this page's own origin. Reconnecting is ours, so the library's is off. */
export const socketAtOrigin =
  (origin?: string): MakeSocket =>
  (namespace, auth) =>
    io(`${origin ?? location.origin}${namespace}`, {
      path: "/socket.io",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      autoConnect: false,
      reconnection: false,
      timeout: 10_000,
      withCredentials: true,
      auth,
    }) as unknown as WireSocket
