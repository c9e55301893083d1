import { type CustomAnimation, type Page, ProblemError } from "@footlights/api"
import { Button, Card, EmptyState, ErrorState, notify, TextField, words } from "@footlights/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { type FormEvent, useRef, useState } from "react"
import { actUndoably } from "../deeds/act.ts"
import { customAnimationsQuery, usePlay } from "../live/animations.ts"
import { call, queryClient } from "../queries.ts"
import { Asked } from "../shell/Asked.tsx"
import { FileField } from "./FileField.tsx"
import styles from "./Settings.module.css"

const KEY = customAnimationsQuery.queryKey

/** Pictures, sounds and films of one's own. */
export function CustomAnimationsCard() {
  const animations = useQuery(customAnimationsQuery)
  return (
    <Card title="Your own animations">
      <Asked query={animations} what="your animations">
        {(all) =>
          all.length === 0 ? (
            <EmptyState>
              Nothing of your own yet. A picture, a sound or a film plays like confetti does.
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {all.map((animation) => (
                <li key={animation.id}>
                  <Row animation={animation} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      <Upload />
    </Card>
  )
}

function Row({ animation }: { animation: CustomAnimation }) {
  const play = usePlay()
  const { id, imageUrl, videoUrl, soundUrl, durationMs } = animation
  const name = words(animation.name, 60)
  const made = [imageUrl ? "picture" : "", videoUrl ? "film" : "", soundUrl ? "sound" : ""].filter(Boolean)
  const remove = () =>
    actUndoably(`“${name}” was taken away.`, {
      method: "DELETE",
      path: `/api/animations/custom/${id}`,
      patches: [
        {
          key: KEY,
          apply: (page: Page<CustomAnimation>) => ({
            ...page,
            items: page.items.filter((one) => one.id !== id),
          }),
        },
      ],
      reads: [KEY],
    })
  return (
    <div className={styles.custom}>
      {imageUrl ? <img src={imageUrl} alt="" loading="lazy" /> : <span className={styles.noPicture} />}
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>
        <small>
          {made.join(" and ")} · {durationMs / 1_000} s
        </small>
      </p>
      <div className={styles.acts}>
        <Button
          variant="subtle"
          aria-label={`Play ${name}`}
          onClick={() => play.mutate({ type: "custom", customId: id, durationMs, name })}
        >
          Play
        </Button>
        <Button variant="subtle" aria-label={`Delete ${name}`} onClick={remove}>
          Delete
        </Button>
      </div>
    </div>
  )
}

function Upload() {
  const form = useRef<HTMLFormElement>(null)
  const [name, setName] = useState("")
  const [seconds, setSeconds] = useState("4")
  const upload = useMutation({
    mutationFn: (body: FormData) => call<CustomAnimation>("POST", "/api/animations/custom", { body }),
    onSuccess: () => {
      form.current?.reset()
      setName("")
      notify("Ready to play.")
      void queryClient.invalidateQueries({ queryKey: KEY })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (upload.isPending) return
    const body = new FormData(event.currentTarget)
    for (const part of ["image", "sound", "video"]) {
      const file = body.get(part)
      if (file instanceof File && file.size === 0) body.delete(part)
    }
    body.set("name", name.trim())
    body.set("durationMs", String(Math.round(Number(seconds.replace(",", ".")) * 1_000) || 4_000))
    upload.mutate(body)
  }
  const wrong = upload.error instanceof ProblemError ? upload.error : undefined
  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      <TextField
        label="Name"
        required
        maxLength={60}
        value={name}
        error={wrong?.field("name")}
        onChange={setName}
      />
      <TextField
        label="Plays for, in seconds"
        inputMode="decimal"
        value={seconds}
        error={wrong?.field("durationMs")}
        onChange={setSeconds}
      />
      <FileField
        label="Picture"
        name="image"
        accept="image/png,image/jpeg,image/gif,image/webp"
        error={wrong?.field("image")}
      />
      <FileField
        label="Sound"
        name="sound"
        accept="audio/mpeg,audio/ogg,audio/wav"
        error={wrong?.field("sound")}
      />
      <FileField label="Film (WebM)" name="video" accept="video/webm" error={wrong?.field("video")} />
      {upload.isError && (!wrong || wrong.saysMoreThan(["name", "durationMs", "image", "sound", "video"])) ? (
        <div className={styles.whole}>
          <ErrorState title="It was not added." error={upload.error} />
        </div>
      ) : null}
      <div className={styles.whole}>
        <Button type="submit" loading={upload.isPending}>
          Add animation
        </Button>
      </div>
    </form>
  )
}
