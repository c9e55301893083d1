//! Dead letters: events and jobs that failed their last try, kept so that a person can see and replay them.
//!
//! Owns: writing them down, listing, showing, asking for a replay. Does not know how an event or job is run.

use footlights_base::{Clock as _, Cursor, CursorError, ErrorKind, Failure, Page, PageRequest, Rejection, Timestamp, define_id};
use serde_json::value::RawValue;

use crate::job::{JobId, NewJob};
use crate::{Keys, Read, ReadTx, Row, Stop, Store, Tx, params, statements};

define_id!(
    /// A dead letter.
    DeadLetterId
);

/// The queue in which replays of events wait.
pub(crate) const REPLAY_QUEUE: &str = "store_replay";
/// The most of an error's text that is kept, in bytes.
const ERROR_BYTES_MAX: usize = 4 << 10;
/// The list's name in cursors.
const LIST: &str = "dead_letters";

statements! {
    /// A new dead letter.
    BURY = "INSERT INTO store_dead_letter (id, source, name, key, content, error, attempts, died_at, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'dead')";
    /// One dead letter.
    SHOW = "SELECT id, source, name, key, content, error, attempts, died_at, state, replayed_at
        FROM store_dead_letter WHERE id = $1";
    /// A page of them, the latest first.
    LIST_BEFORE = "SELECT id, source, name, key, content, error, attempts, died_at, state, replayed_at
        FROM store_dead_letter WHERE died_at < $1 OR (died_at = $1 AND id < $2) ORDER BY died_at DESC, id DESC LIMIT $3";
    /// How many nobody has dealt with.
    COUNT = "SELECT COUNT(*) FROM store_dead_letter WHERE state = 'dead' /* every row */";
    /// From one state to the next; no row when it is in another.
    MOVE = "UPDATE store_dead_letter SET state = $3, replayed_at = $4 WHERE id = $1 AND state = $2";
    /// A replay that failed.
    FAILED_AGAIN = "UPDATE store_dead_letter SET state = 'dead', error = $2, attempts = attempts + 1
        WHERE id = $1 AND state = 'replaying'";
}

/// What a dead letter was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An event a subscriber could not handle.
    Subscriber,
    /// A job whose handler failed.
    Job,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// Waits for a person.
    Dead,
    /// A replay is asked for and has not ended.
    Replaying,
    /// The replay succeeded, or the job was put in again.
    Replayed,
}

/// An event or job that failed its last try.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// Its id.
    pub id: DeadLetterId,
    /// What it was.
    pub source: Source,
    /// The subscriber, or the queue.
    pub name: String,
    /// The topic, or the job's key.
    pub key: String,
    /// The event as CloudEvents JSON, or the job as `{id, runAt, payload}`.
    pub content: Box<RawValue>,
    /// What the last try said.
    pub error: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was given up.
    pub died_at: Timestamp,
    /// What became of it.
    pub state: LetterState,
    /// When the replay succeeded.
    pub replayed_at: Option<Timestamp>,
}

/// What [`bury`] writes.
pub(crate) struct Burial<'a> {
    pub(crate) id: DeadLetterId,
    pub(crate) source: Source,
    pub(crate) name: &'a str,
    pub(crate) key: &'a str,
    pub(crate) content: &'a str,
    pub(crate) error: &'a str,
    pub(crate) attempts: u32,
    pub(crate) at: Timestamp,
}

/// Writes a dead letter down.
pub(crate) fn bury(tx: &mut Tx<'_>, burial: &Burial<'_>) -> Result<(), Stop> {
    let Burial { id, source, name, key, content, error, attempts, at } = burial;
    let error = &error[..error.floor_char_boundary(ERROR_BYTES_MAX)];
    tx.run(BURY, params![*id, source.as_str(), *name, *key, *content, error, i64::from(*attempts), *at])
}

/// Loads one.
pub(crate) fn show(read: &mut impl Read, id: DeadLetterId) -> Result<Option<DeadLetter>, Stop> {
    read.optional(SHOW, params![id])?.as_ref().map(letter).transpose()
}

/// How many nobody has dealt with.
pub(crate) fn count(read: &mut impl Read) -> Result<u64, Stop> {
    Ok(u64::try_from(read.one(COUNT, params![])?.get::<i64>(0)?).unwrap_or(0))
}

/// Marks a replay as done, in the transaction of its effects; refused when somebody else has done it.
pub(crate) fn replayed(tx: &mut Tx<'_>, id: DeadLetterId, at: Timestamp) -> Result<(), Stop> {
    tx.must(MOVE, params![id, "replaying", "replayed", at], 1, not_waiting())
}

/// Marks a replay as failed.
pub(crate) fn failed_again(tx: &mut Tx<'_>, id: DeadLetterId, error: &str) -> Result<(), Stop> {
    tx.run(FAILED_AGAIN, params![id, &error[..error.floor_char_boundary(ERROR_BYTES_MAX)]])
}

impl Store {
    /// The dead letters, the latest first.
    ///
    /// # Errors
    /// 400 for a cursor of another list, or the database fails.
    pub async fn dead_letters(&self, page: &PageRequest) -> Result<Page<DeadLetter>, Failure> {
        let limit = page.limit();
        let (before, id) = match &page.cursor {
            Some(cursor) => open(cursor)?,
            None => (i64::MAX, [0xff; 16]),
        };
        let rows = self
            .read("list_dead_letters", move |read: &mut ReadTx<'_>| {
                let id = DeadLetterId::from_bytes(id);
                let rows = read.rows(LIST_BEFORE, params![before, id, i64::from(limit) + 1])?;
                rows.iter().map(letter).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        Ok(Page::from_rows(rows, limit, LIST, |last| (last.died_at.as_millis(), *last.id.as_bytes())))
    }

    /// One dead letter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dead_letter(&self, id: DeadLetterId) -> Result<Option<DeadLetter>, Failure> {
        self.read("show_dead_letter", move |read: &mut ReadTx<'_>| show(read, id)).await
    }

    /// Runs a dead letter again: a job waits in its queue anew, an event goes to its subscriber, marked late.
    ///
    /// # Errors
    /// 404 `not_found`; 409 `not_dead` when it has been replayed or is just being; or the database fails.
    pub async fn replay_dead_letter(&self, id: DeadLetterId) -> Result<(), Failure> {
        let now = self.clock().now();
        self.write("replay_dead_letter", Keys::none(), move |tx| replay(tx, id, now)).await
    }
}

fn replay(tx: &mut Tx<'_>, id: DeadLetterId, now: Timestamp) -> Result<(), Stop> {
    let letter = show(tx, id)?.ok_or_else(|| Rejection::not_found("dead letter"))?;
    let none = Option::<Timestamp>::None;
    match letter.source {
        Source::Subscriber => {
            tx.must(MOVE, params![id, "dead", "replaying", none], 1, not_waiting())?;
            // The letter's id is the job's: asking twice asks once.
            let payload = serde_json::json!({ "letter": id });
            let key = format!("{}/{}", letter.name, letter.key);
            tx.enqueue(NewJob { id: JobId::from_bytes(*id.as_bytes()), queue: REPLAY_QUEUE, key, run_at: now, payload })
        }
        Source::Job => {
            tx.must(MOVE, params![id, "dead", "replayed", now], 1, not_waiting())?;
            let buried: BuriedJob =
                serde_json::from_str(letter.content.get()).map_err(|error| Stop::broken(format!("dead letter {id}: {error}")))?;
            tx.enqueue_named(buried.id, &letter.name, &letter.key, now, buried.payload.get())
        }
    }
}

/// What a dead job's letter holds.
#[derive(serde::Deserialize)]
struct BuriedJob {
    id: JobId,
    payload: Box<RawValue>,
}

fn open(cursor: &Cursor) -> Result<(i64, [u8; 16]), Rejection> {
    cursor.open(LIST).map_err(|error: CursorError| Rejection::field("/cursor", "bad_cursor", error.to_string()))
}

fn letter(row: &Row) -> Result<DeadLetter, Stop> {
    let content: String = row.get(4)?;
    let broken = |what: &str| Stop::broken(format!("a dead letter's {what}"));
    Ok(DeadLetter {
        id: row.get(0)?,
        source: Source::parse(&row.get::<String>(1)?).ok_or_else(|| broken("source"))?,
        name: row.get(2)?,
        key: row.get(3)?,
        content: RawValue::from_string(content).map_err(|_| broken("content"))?,
        error: row.get(5)?,
        attempts: u32::try_from(row.get::<i64>(6)?).unwrap_or(u32::MAX),
        died_at: row.get(7)?,
        state: LetterState::parse(&row.get::<String>(8)?).ok_or_else(|| broken("state"))?,
        replayed_at: row.get(9)?,
    })
}

fn not_waiting() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "not_dead", "This dead letter has been replayed already, or is just being replayed.")
}

impl Source {
    fn as_str(self) -> &'static str {
        match self {
            Self::Subscriber => "subscriber",
            Self::Job => "job",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Subscriber, Self::Job].into_iter().find(|source| source.as_str() == text)
    }
}

impl LetterState {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "dead" => Some(Self::Dead),
            "replaying" => Some(Self::Replaying),
            "replayed" => Some(Self::Replayed),
            _ => None,
        }
    }
}
