import { defineConfig } from "vite"
import { gzip } from "../gzip.ts"

/** The server answers `/overlay/{key}` with this page and `/overlay-assets/…` with what lies beside it. */
export default defineConfig({
  base: "/overlay-assets/",
  plugins: [gzip()],
  build: {
    target: "chrome103",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
})
