import { defineConfig } from "vite"
import { gzip } from "../gzip.ts"

const server = process.env.FOOTLIGHTS_URL ?? "http://127.0.0.1:7300"

/** The server answers `/r/{id}` with `index.html`, `/examples/room` with `example.html`, `/room-assets/…` with what lies beside them. */
export default defineConfig({
  base: "/room-assets/",
  plugins: [gzip()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "example.html"] },
  },
  server: { proxy: { "/api": server, "/socket.io": { target: server, ws: true } } },
})
