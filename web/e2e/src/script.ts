import type { House } from "./house.ts"

/** A script of the performer's: signs in once, works with a personal access token. */
export class Script {
  readonly #house: House
  readonly #token: string

  private constructor(house: House, token: string) {
    this.#house = house
    this.#token = token
  }

  /** For clients of other sorts. */
  get token(): string {
    return this.#token
  }

  static async withToken(house: House, token: string): Promise<Script> {
    return new Script(house, token)
  }

  /** Signs in by password, like a script that has no token yet. */
  static async signIn(house: House, username = house.username, password = house.password): Promise<Script> {
    const answer = await fetch(`${house.url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    })
    const { accessToken } = (await answer.json()) as { accessToken: string }
    return new Script(house, accessToken)
  }

  async tip(body: object, key?: string): Promise<{ status: number; id: string | undefined }> {
    const answer = await this.#send("POST", "/api/tips", body, key)
    const tip = (await answer.json()) as { id?: string }
    return { status: answer.status, id: tip.id }
  }

  async testTip(body: object): Promise<number> {
    return (await this.#send("POST", "/api/overlay/test", body)).status
  }

  async activeSession(): Promise<{ id: string; totalTipsCents: number; tipCount: number }> {
    return (await this.#send("GET", "/api/sessions/active")).json() as Promise<never>
  }

  /** Any question; the answer's body. */
  async ask<T>(path: string): Promise<T> {
    return (await this.#send("GET", path)).json() as Promise<T>
  }

  async post(path: string, body: object): Promise<number> {
    return (await this.#send("POST", path, body)).status
  }

  /** Any request; the answer's status and body. */
  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
    key?: string,
  ): Promise<{ status: number; body: T }> {
    const answer = await this.#send(method, path, body, key)
    const text = await answer.text()
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T }
  }

  #send(method: string, path: string, body?: object, key?: string): Promise<Response> {
    return fetch(`${this.#house.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body ? { "content-type": "application/json" } : {}),
        ...(key ? { "idempotency-key": key } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  }
}
