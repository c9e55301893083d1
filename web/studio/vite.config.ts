import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"
import { gzip } from "../gzip.ts"

/** Where a running server is, for `npm run dev`. */
const server = process.env.FOOTLIGHTS_URL ?? "http://127.0.0.1:7300"

/** The server answers every address under `/studio/` with this page and serves `/studio/assets/` for ever. */
export default defineConfig({
  base: "/studio/",
  plugins: [react(), gzip()],
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: {
      "/api": server,
      "/overlay": server,
      "/overlay-assets": server,
      "/socket.io": { target: server, ws: true },
    },
  },
})
