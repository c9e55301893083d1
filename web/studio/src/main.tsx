import "@fontsource-variable/inter/wght.css"
import "@footlights/ui/tokens.css"
import "@footlights/ui/base.css"
import { Announcer, followScheme, Notices } from "@footlights/ui"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { createRoot } from "react-dom/client"
import { queryClient } from "./queries.ts"
import { router } from "./router.tsx"

followScheme()
createRoot(document.getElementById("root") as HTMLElement).render(
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
    <Notices />
    <Announcer />
  </QueryClientProvider>,
)
