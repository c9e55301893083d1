import "@fontsource-variable/inter/wght.css"
import "@footlights/ui/mantine.css"
import "@footlights/ui/tokens.css"
import "@footlights/ui/base.css"
import { Announcer, Notices, theme } from "@footlights/ui"
import { MantineProvider } from "@mantine/core"
import { QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { createRoot } from "react-dom/client"
import { queryClient } from "./queries.ts"
import { router } from "./router.tsx"

createRoot(document.getElementById("root") as HTMLElement).render(
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Notices />
      <Announcer />
    </QueryClientProvider>
  </MantineProvider>,
)
