import { type ChatMessage, may, type Room, type RoomState } from "@footlights/live"
import { Button, Card, ErrorState, notifyFailure, TextField, words } from "@footlights/ui"
import { type FormEvent, useEffect, useRef, useState } from "react"
import styles from "./Rooms.module.css"

const TEXT_CHARS_MAX = 500

/** What is said. The end stays in sight, unless somebody reads further up. */
export function RoomChat({ room, state }: { room: Room; state: RoomState }) {
  const list = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const { chat } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows with each message
  useEffect(() => {
    if (atEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [chat])
  return (
    <Card title="Chat">
      <div
        ref={list}
        className={styles.chat}
        role="log"
        aria-label="Chat"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 40
        }}
      >
        <ol>
          {chat.length === 0 ? <li className={styles.note}>Nobody has said anything yet.</li> : null}
          {chat.map((message) => (
            <Line
              key={message.id}
              message={message}
              remove={
                may(state, "chat.moderate") || message.accountId === state.meId
                  ? () => void room.deleteMessage(message.id).catch(notifyFailure)
                  : undefined
              }
            />
          ))}
        </ol>
      </div>
      {may(state, "chat.send") ? <Say room={room} /> : null}
    </Card>
  )
}

function Line({ message, remove }: { message: ChatMessage; remove: (() => void) | undefined }) {
  const name = words(message.displayName, 60)
  const text = words(message.text, TEXT_CHARS_MAX)
  return (
    <li>
      <p>
        <bdi>{name}</bdi> <bdi>{text}</bdi>
      </p>
      {remove ? (
        <button type="button" aria-label={`Delete “${words(text, 40)}” of ${name}`} onClick={remove}>
          ×
        </button>
      ) : null}
    </li>
  )
}

function Say({ room }: { room: Room }) {
  const [text, setText] = useState("")
  const [failure, setFailure] = useState<unknown>()
  const [pending, setPending] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim() || pending) return
    setPending(true)
    setFailure(undefined)
    try {
      await room.say(text.trim())
      setText("")
    } catch (refusal) {
      setFailure(refusal)
    } finally {
      setPending(false)
    }
  }
  return (
    <form className={styles.say} onSubmit={submit}>
      <TextField label="Message" maxLength={TEXT_CHARS_MAX} value={text} onChange={setText} />
      {failure ? <ErrorState title="It was not sent." error={failure} /> : null}
      <Button type="submit" loading={pending}>
        Send
      </Button>
    </form>
  )
}
