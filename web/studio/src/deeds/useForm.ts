import { ProblemError } from "@footlights/api"
import { notify } from "@footlights/ui"
import { type FormEvent, useState } from "react"
import type { Outcome } from "./outbox.ts"

/** A form that is sent by `save`: its state, the server's word on each field, and what else it said. */
export function useForm<Form extends object>(
  first: Form,
  save: (form: Form) => Promise<Outcome<unknown>>,
  done?: () => void,
) {
  const [form, setForm] = useState(first)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const wrong = failure instanceof ProblemError ? failure : undefined
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending) return
    setPending(true)
    setFailure(undefined)
    try {
      const { sent } = await save(form)
      if (!sent) notify("Kept here. It is sent when the connection is back.")
      done?.()
    } catch (reason) {
      setFailure(reason)
    } finally {
      setPending(false)
    }
  }
  return {
    form,
    pending,
    submit,
    /** Starts over with these values. */
    reset: (values: Form) => {
      setForm(values)
      setFailure(undefined)
    },
    set:
      <Name extends keyof Form>(name: Name) =>
      (value: Form[Name]) =>
        setForm((before) => ({ ...before, [name]: value })),
    error: (name: string) => wrong?.field(name),
    /** What no field of `names` says already. */
    rest: (names: readonly string[]) =>
      failure !== undefined && (!wrong || wrong.saysMoreThan(names)) ? failure : undefined,
  }
}
