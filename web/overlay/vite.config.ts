import { defineConfig } from "vite"
import { brotli } from "../brotli.ts"

/** The server answers `/overlay/{key}` with this page and `/overlay-assets/…` with what lies beside it. */
export default defineConfig({
  base: "/overlay-assets/",
  plugins: [brotli()],
  build: {
    target: "chrome103",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
})
