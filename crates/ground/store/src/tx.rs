//! What a closure may do: read, write, refuse. Publishing, idempotency and remembered aggregates are in files of their own.

use std::borrow::Cow;
use std::sync::Arc;

use footlights_base::{Event, Rejection, Topic};

use crate::epoch::Epochs;
use crate::inflight::{InFlight, OnceId};
use crate::memory::{Memory, Trail};
use crate::session::{Reading, Session};
use crate::{Keys, Poison, Row, Sql, Stop, Value};

/// Reading, in a transaction or in a snapshot. Query functions take `&mut dyn Read`.
pub trait Read {
    /// All rows of the answer. Ask for a page, never for a table.
    ///
    /// # Errors
    /// [`Stop::Broken`] when the database refuses; the transaction is lost then.
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Stop>;

    /// The row, if there is one.
    ///
    /// # Errors
    /// [`Stop::Broken`] when there are several, or the database refuses.
    fn optional(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Option<Row>, Stop> {
        let mut rows = self.rows(sql, params)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            several => Err(Stop::broken(format!("{sql:?} gave {several} rows where one was asked for"))),
        }
    }

    /// The one row.
    ///
    /// # Errors
    /// [`Stop::Broken`] when there is not exactly one, or the database refuses.
    fn one(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Row, Stop> {
        self.optional(sql, params)?.ok_or_else(|| Stop::broken(format!("{sql:?} gave no row")))
    }
}

/// What all commands of a store share.
pub(crate) struct Shared {
    pub(crate) epochs: Epochs,
    pub(crate) in_flight: InFlight,
}

/// What one command has done so far.
#[derive(Default)]
pub(crate) struct Turn {
    pub(crate) trail: Trail,
    pub(crate) events: Vec<Arc<Event>>,
    pub(crate) once: Vec<OnceId>,
    /// The first database error; nothing is sent after it and the command cannot end well.
    pub(crate) latched: bool,
    /// The command must run again, alone, looking for its stored answer first.
    pub(crate) again: bool,
    /// The queues it has put jobs in.
    pub(crate) rings: Vec<Cow<'static, str>>,
}

/// A write transaction, as one command sees it.
///
/// Database errors poison it: after the first one every further call fails and nothing is committed, whatever the closure
/// returns. Expected conflicts are therefore `ON CONFLICT` and a row count ([`Tx::must`], [`Tx::count`]), never a caught error.
/// Decide only on rows under the command's [`Keys`], or by constraint.
pub struct Tx<'a> {
    pub(crate) session: &'a mut dyn Session,
    pub(crate) memory: &'a mut Memory,
    pub(crate) turn: &'a mut Turn,
    pub(crate) keys: &'a Keys,
    pub(crate) shared: &'a Shared,
}

impl Tx<'_> {
    /// A write whose result nobody reads. On PostgreSQL it is sent together with others, later, but in order.
    ///
    /// # Errors
    /// [`Stop::Broken`] when the database refuses; on PostgreSQL that may show only at the end of the command.
    pub fn run(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Stop> {
        self.writes()?;
        let done = self.session.write(sql, params);
        self.latch(done)
    }

    /// A write that says everything an earlier one of the same statement and first parameter said, such as a total: of many
    /// commands that commit together only the last one's is sent on PostgreSQL.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn overwrite(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Stop> {
        self.writes()?;
        let done = self.session.overwrite(sql, params);
        self.latch(done)
    }

    /// A write that must hit exactly `rows` rows, or the command ends in `refusal`.
    ///
    /// On PostgreSQL the rows are counted when the flight lands, so the closure may go on after a miss; it is undone all the same.
    ///
    /// # Errors
    /// `refusal` on a miss, [`Stop::Broken`] when the database refuses.
    pub fn must(&mut self, sql: Sql, params: &[Value<'_>], rows: u64, refusal: Rejection) -> Result<(), Stop> {
        self.writes()?;
        let done = self.session.must(sql, params, rows, refusal);
        self.turn.latched |= matches!(done, Err(Stop::Broken(_)));
        done
    }

    /// A write whose number of rows is needed now. Costs a round trip on PostgreSQL; prefer [`Tx::must`].
    ///
    /// # Errors
    /// [`Stop::Broken`] when the database refuses.
    pub fn count(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, Stop> {
        self.writes()?;
        let done = self.session.count(sql, params);
        self.latch(done)
    }

    /// The aggregates this command has locked.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        self.keys
    }

    fn writes(&mut self) -> Result<(), Stop> {
        self.alive()?;
        self.turn.trail.wrote = true;
        Ok(())
    }

    pub(crate) fn alive(&self) -> Result<(), Stop> {
        if self.turn.latched { Err(Poison::defect("the transaction has failed before; nothing more is done in it").into()) } else { Ok(()) }
    }

    pub(crate) fn latch<T>(&mut self, done: Result<T, Poison>) -> Result<T, Stop> {
        self.turn.latched |= done.is_err();
        Ok(done?)
    }

    pub(crate) fn key(&mut self, topic: &Topic) -> Result<(), Stop> {
        self.alive()?;
        if self.keys.contain(topic) {
            return Ok(());
        }
        self.turn.latched = true;
        Err(Stop::broken(format!("{topic} is not among the keys of this command, so nothing may be decided on it")))
    }
}

impl Read for Tx<'_> {
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Stop> {
        if sql.writes() {
            self.writes()?;
        }
        self.alive()?;
        let rows = self.session.rows(sql, params);
        self.latch(rows)
    }
}

/// A read-only snapshot: everything it reads is of one moment.
pub struct ReadTx<'a> {
    session: &'a mut dyn Reading,
    latched: bool,
}

impl<'a> ReadTx<'a> {
    pub(crate) fn new(session: &'a mut dyn Reading) -> Self {
        Self { session, latched: false }
    }

    /// Whether the database has refused something; then the closure's answer does not count.
    pub(crate) fn latched(&self) -> bool {
        self.latched
    }
}

impl Read for ReadTx<'_> {
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Stop> {
        if self.latched {
            return Err(Poison::defect("the snapshot has failed before; nothing more is read from it").into());
        }
        let rows = self.session.rows(sql, params);
        self.latched |= rows.is_err();
        Ok(rows?)
    }
}
