//! How far a subscriber is in a topic, and how its present event fares. Knows no handler.

use footlights_base::{ErrorKind, Rejection, Timestamp, Topic};

use crate::{Read, Stop, Tx, params, statements};

/// The code of the refusal by which a node learns that another one was faster.
pub(crate) const POSITION_MOVED: &str = "store_position_moved";
/// The most of an error's text that is kept, in bytes.
const ERROR_BYTES_MAX: usize = 4 << 10;

statements! {
    /// Where a subscriber stands in a topic.
    LOAD = "SELECT position, attempts, retry_at FROM store_position WHERE subscriber = $1 AND topic = $2";
    /// The beginning, when there is no position yet.
    BEGIN = "INSERT INTO store_position (subscriber, topic, position, attempts, retry_at) VALUES ($1, $2, 0, 0, 0)
        ON CONFLICT (subscriber, topic) DO NOTHING";
    /// Moves on from where it was seen; no row when somebody else did.
    ADVANCE = "UPDATE store_position SET position = $4, attempts = 0, retry_at = 0, error = NULL
        WHERE subscriber = $1 AND topic = $2 AND position = $3";
    /// One more failed try; no row when somebody else has moved on or counted it.
    FAILED = "UPDATE store_position SET attempts = attempts + 1, retry_at = $5, error = $6
        WHERE subscriber = $1 AND topic = $2 AND position = $3 AND attempts = $4";
}

/// Where a subscriber stands in a topic.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Position {
    /// The last event that is done with.
    pub(crate) at: i64,
    /// How often the next one has failed.
    pub(crate) attempts: u32,
    /// Not to be tried before this moment.
    pub(crate) retry_at: Option<Timestamp>,
    /// Whether there is a row already.
    exists: bool,
}

impl Position {
    /// The position of one that stands here and has not failed. At the beginning there may be no row.
    pub(crate) fn standing(at: i64) -> Self {
        Self { at, attempts: 0, retry_at: None, exists: at > 0 }
    }

    /// The position after a transaction that moved it.
    pub(crate) fn moved_to(self, at: i64) -> Self {
        Self { at, attempts: 0, retry_at: None, exists: true }
    }
}

/// One subscriber in one topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) subscriber: &'static str,
    pub(crate) topic: Topic,
}

impl Place {
    /// Where it stands.
    pub(crate) fn load(&self, read: &mut impl Read) -> Result<Position, Stop> {
        let Some(row) = read.optional(LOAD, params![self.subscriber, &self.topic])? else { return Ok(Position::default()) };
        let (at, attempts, retry_at): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
        let retry_at = (attempts > 0).then(|| Timestamp::from_millis(retry_at));
        Ok(Position { at, attempts, retry_at, exists: true })
    }

    /// Moves on to `to`, if it still stands at `from`; otherwise the transaction is refused. Done before the effects,
    /// so that a second node waits here and not after the same work.
    pub(crate) fn advance(&self, tx: &mut Tx<'_>, from: Position, to: i64) -> Result<(), Stop> {
        self.begin(tx, from)?;
        tx.must(ADVANCE, params![self.subscriber, &self.topic, from.at, to], 1, moved())
    }

    /// Counts a failed try of the event behind `from`.
    pub(crate) fn failed(&self, tx: &mut Tx<'_>, from: Position, retry_at: Timestamp, error: &str) -> Result<(), Stop> {
        self.begin(tx, from)?;
        let error = &error[..error.floor_char_boundary(ERROR_BYTES_MAX)];
        tx.must(FAILED, params![self.subscriber, &self.topic, from.at, from.attempts, retry_at, error], 1, moved())
    }

    fn begin(&self, tx: &mut Tx<'_>, from: Position) -> Result<(), Stop> {
        if from.exists { Ok(()) } else { tx.run(BEGIN, params![self.subscriber, &self.topic]) }
    }
}

fn moved() -> Rejection {
    Rejection::new(ErrorKind::Conflict, POSITION_MOVED, "Another node has handled this event.")
}
