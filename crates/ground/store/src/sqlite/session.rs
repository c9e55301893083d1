//! Statements on one SQLite connection: binding, running, reading rows, and noticing that a transaction has died.

use std::borrow::Cow;

use footlights_base::{Epoch, Error, Rejection, Timestamp, Topic};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement};

use super::statements::Statements;
use crate::session::{Reading, Session};
use crate::{Kind, Poison, Row, Sql, Stop, Value, params};

crate::statements! {
    /// Where a topic's numbering stands.
    LOOKUP_TOPIC = "SELECT last, epoch FROM topic WHERE id = $1";
    /// Writes where it stands now.
    PUT_TOPIC = "INSERT INTO topic (id, last, epoch, version, changed_at) VALUES ($1, $2, $3, 1, $4)
                 ON CONFLICT (id) DO UPDATE SET last = excluded.last, version = topic.version + 1, changed_at = excluded.changed_at";
}

/// A connection with its statements. One per thread.
pub(super) struct SqliteSession<'c> {
    pub(super) connection: &'c Connection,
    statements: Statements<'c>,
    /// SQLite has ended the transaction by itself: nothing of it is left and no closure may go on.
    pub(super) dead: bool,
    /// The present command has changed rows, as far as is known.
    pub(super) changed: bool,
    /// A statement of the present command has failed.
    pub(super) failed: bool,
    /// What [`Session::looks_first`] says.
    pub(super) looks_first: bool,
}

impl<'c> SqliteSession<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, statements: Statements::new(connection), dead: false, changed: false, failed: false, looks_first: true }
    }

    /// Runs words of the layer itself: transactions and savepoints.
    pub(super) fn control(&mut self, words: Sql) -> Result<(), rusqlite::Error> {
        self.statements.get(words)?.raw_execute().map(drop)
    }

    /// Writes where the numbering of a topic stands, at the end of a transaction.
    pub(super) fn put_topic(&mut self, topic: &Topic, last: i64, epoch: Epoch, changed_at: Timestamp) -> Result<(), Poison> {
        self.execute(PUT_TOPIC, params![topic, last, epoch, changed_at]).map(drop)
    }

    fn execute(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, Poison> {
        if self.dead {
            return Err(Poison::defect("the transaction has ended"));
        }
        let done = bound(&mut self.statements, sql, params).and_then(|statement| {
            let done = statement.raw_execute();
            statement.clear_bindings();
            Ok(done? as u64)
        });
        self.changed |= !matches!(done, Ok(0));
        self.notice(done, sql)
    }

    /// FULL, IOERR, NOMEM, INTERRUPT and CORRUPT end the transaction itself, so this is asked after every statement.
    fn notice<T>(&mut self, done: Result<T, Fault>, sql: Sql) -> Result<T, Poison> {
        self.dead |= self.connection.is_autocommit();
        self.failed |= done.is_err();
        match done {
            Ok(_) if self.dead => Err(Poison::defect(format!("{sql:?} ended the transaction"))),
            Ok(done) => Ok(done),
            Err(fault) => Err(fault.into_poison(sql)),
        }
    }
}

impl Reading for SqliteSession<'_> {
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Poison> {
        if self.dead {
            return Err(Poison::defect("the transaction has ended"));
        }
        self.changed |= sql.writes();
        let rows = bound(&mut self.statements, sql, params).and_then(|statement| {
            let rows = collect(statement, sql);
            statement.clear_bindings();
            rows
        });
        self.notice(rows, sql)
    }
}

impl Session for SqliteSession<'_> {
    fn write(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Poison> {
        self.execute(sql, params).map(drop)
    }

    fn must(&mut self, sql: Sql, params: &[Value<'_>], rows: u64, refusal: Rejection) -> Result<(), Stop> {
        if self.execute(sql, params)? == rows { Ok(()) } else { Err(refusal.into()) }
    }

    fn count(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, Poison> {
        self.execute(sql, params)
    }

    fn numbering(&mut self, topic: &Topic, fresh: Epoch) -> Result<(i64, Epoch), Poison> {
        let rows = self.rows(LOOKUP_TOPIC, params![topic])?;
        let Some(row) = rows.first() else { return Ok((0, fresh)) };
        let read = row.get(0).and_then(|last| Ok((last, row.get(1)?)));
        read.map_err(|stop| Poison::defect(stop.to_string()))
    }

    fn looks_first(&self) -> bool {
        self.looks_first
    }
}

/// What can go wrong with one statement.
pub(super) enum Fault {
    Sqlite(rusqlite::Error),
    Parameters { given: usize, wanted: usize },
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Fault {
    fn into_poison(self, sql: Sql) -> Poison {
        match self {
            Self::Sqlite(error) => poison(&error, sql.name()),
            Self::Parameters { given, wanted } => Poison::defect(format!("{sql:?} takes {wanted} parameters and got {given}")),
        }
    }
}

/// The error with its statement's name; a full or failing disk is 503, a defect 500.
pub(super) fn poison(error: &rusqlite::Error, what: &str) -> Poison {
    let passing =
        [ErrorCode::DiskFull, ErrorCode::SystemIoFailure, ErrorCode::DatabaseBusy, ErrorCode::OutOfMemory, ErrorCode::OperationInterrupted];
    let text = format!("{what}: {error}");
    Poison::new(if error.sqlite_error_code().is_some_and(|code| passing.contains(&code)) {
        Error::unavailable(text)
    } else {
        Error::internal(text)
    })
}

/// The prepared statement with its parameters bound.
fn bound<'s, 'c>(statements: &'s mut Statements<'c>, sql: Sql, params: &[Value<'_>]) -> Result<&'s mut Statement<'c>, Fault> {
    let statement = statements.get(sql)?;
    let wanted = statement.parameter_count();
    if wanted != params.len() {
        return Err(Fault::Parameters { given: params.len(), wanted });
    }
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(borrowed(value)))?;
    }
    Ok(statement)
}

fn borrowed<'v>(value: &'v Value<'_>) -> ValueRef<'v> {
    match value {
        Value::Int(n) => ValueRef::Integer(*n),
        Value::Real(n) => ValueRef::Real(*n),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
        Value::Id(id) => ValueRef::Blob(id),
        Value::Null(_) => ValueRef::Null,
    }
}

fn collect(statement: &mut Statement<'_>, sql: Sql) -> Result<Vec<Row>, Fault> {
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = (0..columns).map(|index| row.get_ref(index).and_then(|cell| owned(cell, index))).collect::<Result<Box<[_]>, _>>()?;
        out.push(Row::new(sql, cells));
    }
    Ok(out)
}

fn owned(cell: ValueRef<'_>, index: usize) -> Result<Value<'static>, rusqlite::Error> {
    Ok(match cell {
        ValueRef::Null => Value::Null(Kind::Text),
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|error| rusqlite::Error::Utf8Error(index, error))?;
            Value::Text(Cow::Owned(text.to_owned()))
        }
        ValueRef::Blob(bytes) => match <[u8; 16]>::try_from(bytes) {
            Ok(id) => Value::Id(id),
            Err(_) => Value::Bytes(Cow::Owned(bytes.to_vec())),
        },
    })
}
