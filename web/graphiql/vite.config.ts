import { defineConfig, type Plugin } from "vite"
import { gzip } from "../gzip.ts"

const server = process.env.FOOTLIGHTS_URL ?? "http://127.0.0.1:7300"

/** GraphiQL's style sheet carries fonts three times its own size; the ones people have do as well. */
function withoutFonts(): Plugin {
  return {
    name: "footlights-without-fonts",
    enforce: "pre",
    transform(code, id) {
      return id.endsWith("graphiql.css") ? code.replace(/@font-face\s*\{[^}]*\}/g, "") : undefined
    },
  }
}

/** The server answers a browser at `/graphql` with this page and `/graphiql-assets/…` with what lies beside it. */
export default defineConfig({
  base: "/graphiql-assets/",
  plugins: [withoutFonts(), gzip()],
  // Its parts may stand beside another React, which the studio uses: there must be one.
  resolve: { dedupe: ["react", "react-dom"] },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { "/graphql": { target: server, ws: true }, "/api": server } },
})
