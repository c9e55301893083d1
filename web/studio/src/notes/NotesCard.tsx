import {
  Button,
  Card,
  ErrorState,
  Loading,
  notify,
  notifyFailure,
  RelativeTime,
  RowsShape,
  TextArea,
} from "@footlights/ui"
import { type FormEvent, type KeyboardEvent, useState } from "react"
import styles from "./Notes.module.css"
import { addNote, useNotes } from "./noteQueries.ts"

/** What is not to be forgotten, with the time it was written. */
export default function NotesCard({ sessionId }: { sessionId: string }) {
  const [text, setText] = useState("")
  const notes = useNotes(sessionId)
  const save = () => {
    const said = text.trim()
    if (!said) return
    setText("")
    addNote(sessionId, said, new Date()).then(
      ({ sent }) => {
        if (!sent) notify("Kept here. It is sent when the connection is back.")
      },
      (failure: unknown) => {
        setText((written) => written || said)
        notifyFailure(failure)
      },
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save()
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    save()
  }
  const items = notes.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card title="Notes">
      <form onSubmit={submit} className={styles.form}>
        <TextArea
          label="New note"
          rows={2}
          maxLength={2_000}
          placeholder="Ana asked for the long version"
          value={text}
          onChange={setText}
          onKeyDown={pressed}
        />
        <Button type="submit" disabled={!text.trim()}>
          Add note
        </Button>
      </form>
      {items.length > 0 ? (
        <ol className={styles.notes} aria-label="Notes, newest first">
          {items.map(({ id, text: said, createdAt }) => (
            <li key={id}>
              <p dir="auto">{said}</p>
              <small>
                <RelativeTime at={createdAt} />
              </small>
            </li>
          ))}
        </ol>
      ) : notes.isError ? (
        <ErrorState
          title="The notes could not be loaded."
          error={notes.error}
          retry={() => void notes.refetch()}
        />
      ) : notes.isPending ? (
        <Loading label="Loading notes">
          <RowsShape rows={2} />
        </Loading>
      ) : null}
      {notes.hasNextPage ? (
        <Button loading={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()}>
          Show earlier notes
        </Button>
      ) : null}
    </Card>
  )
}
