import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router"
import { NotFound } from "./shell/NotFound.tsx"

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } =>
    typeof search.next === "string" && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {},
  component: lazyRouteComponent(() => import("./signin/SignInPage.tsx"), "SignInPage"),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: lazyRouteComponent(() => import("./shell/Shell.tsx"), "Shell"),
  notFoundComponent: NotFound,
})

const live = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./live/LivePage.tsx"), "LivePage"),
})

const sessions = createRoute({
  getParentRoute: () => shell,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./sessions/SessionsPage.tsx"), "SessionsPage"),
})

const session = createRoute({
  getParentRoute: () => shell,
  path: "/sessions/$sessionId",
  component: lazyRouteComponent(() => import("./sessions/SessionPage.tsx"), "SessionPage"),
})

const goals = createRoute({
  getParentRoute: () => shell,
  path: "/goals",
  component: lazyRouteComponent(() => import("./goals/GoalsPage.tsx"), "GoalsPage"),
})

const menu = createRoute({
  getParentRoute: () => shell,
  path: "/menu",
  component: lazyRouteComponent(() => import("./menu/MenuPage.tsx"), "MenuPage"),
})

const alerts = createRoute({
  getParentRoute: () => shell,
  path: "/alerts",
  component: lazyRouteComponent(() => import("./alerts/AlertsPage.tsx"), "AlertsPage"),
})

const overlay = createRoute({
  getParentRoute: () => shell,
  path: "/overlay",
  component: lazyRouteComponent(() => import("./overlay/OverlayPage.tsx"), "OverlayPage"),
})

const personas = createRoute({
  getParentRoute: () => shell,
  path: "/personas",
  component: lazyRouteComponent(() => import("./personas/PersonasPage.tsx"), "PersonasPage"),
})

const analytics = createRoute({
  getParentRoute: () => shell,
  path: "/analytics",
  component: lazyRouteComponent(() => import("./analytics/AnalyticsPage.tsx"), "AnalyticsPage"),
})

const activity = createRoute({
  getParentRoute: () => shell,
  path: "/activity",
  component: lazyRouteComponent(() => import("./activity/ActivityPage.tsx"), "ActivityPage"),
})

const rooms = createRoute({
  getParentRoute: () => shell,
  path: "/rooms",
  component: lazyRouteComponent(() => import("./rooms/RoomsPage.tsx"), "RoomsPage"),
})

const room = createRoute({
  getParentRoute: () => shell,
  path: "/rooms/$roomId",
  component: lazyRouteComponent(() => import("./rooms/RoomPage.tsx"), "RoomPage"),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/SettingsLayout.tsx"), "SettingsLayout"),
})

const you = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./settings/YouPart.tsx"), "YouPart"),
})

const show = createRoute({
  getParentRoute: () => settings,
  path: "/show",
  component: lazyRouteComponent(() => import("./settings/ShowPart.tsx"), "ShowPart"),
})

const voice = createRoute({
  getParentRoute: () => settings,
  path: "/voice",
  component: lazyRouteComponent(() => import("./settings/VoicePart.tsx"), "VoicePart"),
})

const chatbot = createRoute({
  getParentRoute: () => settings,
  path: "/chatbot",
  component: lazyRouteComponent(() => import("./settings/ChatbotPart.tsx"), "ChatbotPart"),
})

const moderators = createRoute({
  getParentRoute: () => settings,
  path: "/moderators",
  component: lazyRouteComponent(() => import("./moderators/ModeratorsCard.tsx"), "ModeratorsCard"),
})

const webhooks = createRoute({
  getParentRoute: () => settings,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./webhooks/WebhooksPart.tsx"), "WebhooksPart"),
})

const pages = [
  live,
  goals,
  menu,
  alerts,
  overlay,
  personas,
  rooms,
  room,
  analytics,
  sessions,
  session,
  activity,
  settings.addChildren([you, show, voice, chatbot, moderators, webhooks]),
] as const

export const router = createRouter({
  routeTree: root.addChildren([signIn, shell.addChildren([...pages])]),
  basepath: "/studio",
  defaultPreload: "intent",
})

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router
  }
}
