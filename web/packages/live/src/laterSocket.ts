import type { MakeSocket, WireSocket } from "./socket.ts"

/** As `socketAtOrigin`, but its code is fetched only now: a page can be drawn before it is there. */
export const socketAtOriginLater =
  (origin?: string): MakeSocket =>
  (namespace, auth) =>
    laterSocket(async () => {
      const { socketAtOrigin } = await import("./socket.ts")
      return socketAtOrigin(origin)(namespace, auth)
    })

/** A socket that takes handlers at once, and connects when it has been made. */
export function laterSocket(make: () => Promise<WireSocket>): WireSocket {
  let made: WireSocket | undefined
  let making = false
  let wanted = false
  const early: ((socket: WireSocket) => void)[] = []
  const failed: (() => void)[] = []
  const whenMade = (act: (socket: WireSocket) => void) => {
    if (made) act(made)
    else early.push(act)
  }
  const begin = async () => {
    try {
      made = await make()
      for (const act of early.splice(0)) act(made)
      if (wanted) made.connect()
    } catch {
      // The code could not be fetched: as good as no connection, and tried again like one.
      making = false
      for (const tell of failed) tell()
    }
  }
  return {
    get connected() {
      return made?.connected ?? false
    },
    connect() {
      wanted = true
      if (made) made.connect()
      else if (!making) {
        making = true
        void begin()
      }
    },
    disconnect() {
      wanted = false
      made?.disconnect()
    },
    emit: (event, ...args) => made?.emit(event, ...args),
    on(event, handler) {
      if (event === "connect_error") failed.push(handler as () => void)
      whenMade((socket) => socket.on(event, handler))
    },
    onAny: (handler) => whenMade((socket) => socket.onAny(handler)),
  }
}
