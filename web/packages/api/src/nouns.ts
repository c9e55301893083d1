import type { components } from "./schema.ts"

type Schemas = components["schemas"]

export type Account = Schemas["Account"]
export type Session = Schemas["Session"]
export type Platform = Session["platform"]
export type Tip = Schemas["Tip"]
export type RecordTip = Schemas["RecordTip"]
export type StartSession = Schemas["StartSession"]
export type Overlay = Schemas["Overlay"]
export type AccessToken = Schemas["AccessToken"]
export type IssuedToken = Schemas["IssuedToken"]
