/** RFC 9457, as every refusal of the server reads. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  instance?: string
  errors?: { field: string; code: string; detail: string }[]
}

/** The server said no; `message` is its own sentence, made to be shown. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  /** The server said when to come back: the same request may be sent again then. */
  readonly comeBack: boolean
  readonly fields: { field: string; code: string; detail: string }[]

  constructor(status: number, problem: Partial<Problem> | undefined, comeBack = false) {
    super(problem?.detail || problem?.title || `The server answered ${status} without a reason.`)
    this.name = "ProblemError"
    this.status = status
    this.code = problem?.code ?? `http_${status}`
    this.comeBack = comeBack
    this.fields = problem?.errors ?? []
  }

  /** Whether there is more to say than the sentences beside these fields. */
  saysMoreThan(names: readonly string[]): boolean {
    return (
      this.fields.length === 0 || this.fields.some(({ field }) => !names.includes(field.replace(/^\//, "")))
    )
  }

  /** The sentence about one field of the body (`amountCents`), if the server named it. */
  field(name: string): string | undefined {
    return this.fields.find(({ field }) => field === `/${name}` || field === name)?.detail
  }
}

/** Nothing came back: the server or the network is away. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached. Check that Footlights is running, then try again.", { cause })
    this.name = "UnreachableError"
  }
}

/** Whether asking again later may help. */
export function isPassing(failure: unknown): boolean {
  return (
    failure instanceof UnreachableError ||
    (failure instanceof ProblemError && (failure.status >= 500 || failure.comeBack))
  )
}
