import { Field } from "@footlights/ui"

interface FileFieldProps {
  label: string
  name: string
  accept: string
  error?: string | undefined
}

/** A file of up to 8 MiB; the server looks at what is in it. */
export function FileField({ label, name, accept, error }: FileFieldProps) {
  return (
    <Field label={label} error={error}>
      {(wiring) => <input type="file" name={name} accept={accept} {...wiring} />}
    </Field>
  )
}
