import type { paths } from "./schema.ts"

/** The nouns of the pages, read off the routes that answer with them: names inside the document may change. */
type Method<Path extends keyof paths, Verb extends keyof paths[Path]> = paths[Path][Verb]
type Answer<Route> = Route extends { responses: infer Responses }
  ? Json<Responses[Extract<keyof Responses, 200 | 201>]>
  : never
type Json<Response> = Response extends { content: { "application/json": infer Body } } ? Body : never
type Command<Route> = Route extends { requestBody: { content: { "application/json": infer Body } } }
  ? Body
  : never

export type Account = Answer<Method<"/api/auth/me", "get">>
export type Session = Answer<Method<"/api/sessions/active", "get">>
export type Platform = Session["platform"]
export type Tip = Answer<Method<"/api/tips", "get">>["items"][number]
export type RecordTip = Command<Method<"/api/tips", "post">>
export type StartSession = Command<Method<"/api/sessions", "post">>
export type Overlay = Answer<Method<"/api/overlay", "get">>
export type AccessToken = Answer<Method<"/api/tokens", "get">>["items"][number]
export type Webhook = Answer<Method<"/api/webhooks", "get">>["items"][number]
export type IssuedWebhook = Answer<Method<"/api/webhooks", "post">>
export type ChangeWebhook = Command<Method<"/api/webhooks/{id}", "patch">>
export type Delivery = Answer<Method<"/api/webhooks/{id}/deliveries", "get">>["items"][number]
export type IssuedToken = Answer<Method<"/api/tokens", "post">>
