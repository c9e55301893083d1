import { createGraphiQLFetcher } from "@graphiql/toolkit"
import { GraphiQL } from "graphiql"
import "graphiql/graphiql.css"
import { createClient } from "graphql-ws"
import { createElement } from "react"
import { createRoot } from "react-dom/client"
import "./page.css"

const query = `# Rooms, as the one who is signed in here sees them. To be somebody else, set a header below:
# { "authorization": "Bearer …" }
{
  myRooms(first: 10) {
    nodes { id name participantCount me { role } }
  }
}
`

const url = `${location.origin}/graphql`
const fetcher = createGraphiQLFetcher({
  url,
  // What shows the server that our own page asks, where the browser's session is used.
  headers: { "X-Footlights-CSRF": "1" },
  wsClient: createClient({ url: url.replace(/^http/, "ws") }),
})

const root = document.getElementById("root")
if (root) createRoot(root).render(createElement(GraphiQL, { fetcher, defaultQuery: query }))
