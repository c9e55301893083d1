import { defineConfig } from "vite"
import { gzip } from "../gzip.ts"

const server = process.env.FOOTLIGHTS_URL ?? "http://127.0.0.1:7300"

/** The server answers `/c/{username}` with this page and `/viewer-assets/…` with what lies beside it. */
export default defineConfig({
  base: "/viewer-assets/",
  plugins: [gzip()],
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { "/api": server, "/socket.io": { target: server, ws: true } } },
})
