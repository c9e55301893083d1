//! One command's statements on a lane: writes gather, reads make them leave, the first fault ends everything.

use std::sync::Arc;

use footlights_base::{Epoch, Rejection, Timestamp, Topic};
use tokio::runtime::Runtime;

use super::bundle::Bundle;
use super::fault::{Fault, poisoned};
use super::flight::{self, Flight, Write};
use super::link::Link;
use super::value::{Param, row};
use crate::session::{Reading, Session};
use crate::{Poison, Row, Sql, Stop, Value};

/// Takes a command's writes back to here.
const SAVEPOINT: Sql = Sql::new("SAVEPOINT", "SAVEPOINT command");
/// Undoes them.
const ROLLBACK_TO: Sql = Sql::new("ROLLBACK_TO", "ROLLBACK TO SAVEPOINT command");
/// Keeps them.
const RELEASE: Sql = Sql::new("RELEASE", "RELEASE SAVEPOINT command");

/// The server's clock.
const CLOCK: Sql = Sql::new("CLOCK", "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)");

/// What a closure runs on.
pub(super) struct PgSession<'a> {
    pub(super) runtime: &'a Runtime,
    pub(super) link: &'a mut Link,
    pub(super) flight: &'a mut Flight,
    bundle: &'a mut Bundle,
    /// Other commands share the transaction, so this one must be able to leave without harm.
    pub(super) together: bool,
    pub(super) looks_first: bool,
    /// Writes that have not left: a refusal simply drops them.
    waiting: Vec<Write>,
    /// Some have left, behind a savepoint.
    saved: bool,
    /// Something was written by this command.
    pub(super) wrote: bool,
    /// The first thing that went wrong.
    pub(super) fault: Option<Fault>,
}

impl<'a> PgSession<'a> {
    pub(super) fn new(
        runtime: &'a Runtime,
        link: &'a mut Link,
        (flight, bundle): (&'a mut Flight, &'a mut Bundle),
        together: bool,
        looks_first: bool,
    ) -> Self {
        Self { runtime, link, flight, bundle, together, looks_first, waiting: Vec::new(), saved: false, wrote: false, fault: None }
    }

    /// The command stands: its writes leave, or wait for company.
    pub(super) fn keep(&mut self) -> Result<(), Fault> {
        for write in std::mem::take(&mut self.waiting) {
            // Alone there is no company to wait for, and rows of one command may depend on one another.
            if self.saved || !self.together {
                self.flight.send(&self.link.server, write)?;
            } else {
                self.bundle.send(self.runtime, self.link, self.flight, write)?;
            }
        }
        if self.saved { self.control(RELEASE) } else { Ok(()) }
    }

    /// The command is undone.
    pub(super) fn undo(&mut self) -> Result<(), Fault> {
        self.waiting.clear();
        if self.saved { self.control(ROLLBACK_TO).and_then(|()| self.control(RELEASE)) } else { Ok(()) }
    }

    fn control(&mut self, words: Sql) -> Result<(), Fault> {
        let statement = self.statement(words, &[])?;
        self.flight.send(&self.link.server, Write { sql: words, statement, params: Vec::new(), must: None, overwrites: false })
    }

    fn statement(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<tokio_postgres::Statement, Fault> {
        if let Some(statement) = self.link.known(sql) {
            let (given, wanted) = (params.len(), statement.params().len());
            let fits = given == wanted;
            return if fits { Ok(statement) } else { Err(Fault::Defect(format!("{sql:?} takes {wanted} parameters and got {given}"))) };
        }
        // An earlier statement may have failed unseen, and then this one fails for its sake: land first.
        self.runtime.block_on(self.flight.land())?;
        self.runtime.block_on(self.link.prepare(sql, params))
    }

    fn gather(&mut self, sql: Sql, params: &[Value<'_>], must: Option<(u64, Rejection)>, overwrites: bool) -> Result<(), Fault> {
        let statement = self.statement(sql, params)?;
        self.wrote = true;
        self.waiting.push(Write { sql, statement, params: owned(params), must, overwrites });
        Ok(())
    }

    /// From here on it can be undone without harm to its neighbours.
    fn save(&mut self) -> Result<(), Fault> {
        if self.together && !self.saved {
            self.neighbours_leave()?;
            self.control(SAVEPOINT)?;
            self.saved = true;
        }
        Ok(())
    }

    /// What earlier commands have written leaves.
    fn neighbours_leave(&mut self) -> Result<(), Fault> {
        self.bundle.leave(self.runtime, self.link, self.flight)
    }

    /// Everything this command has written so far leaves.
    fn leave(&mut self) -> Result<(), Fault> {
        if !self.waiting.is_empty() {
            self.save()?;
        }
        for write in std::mem::take(&mut self.waiting) {
            self.flight.send(&self.link.server, write)?;
        }
        Ok(())
    }

    fn ask(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        let statement = self.statement(sql, params)?;
        self.neighbours_leave()?;
        if sql.writes() {
            self.wrote = true;
            self.save()?;
        }
        self.leave()?;
        let answer = flight::query(&self.link.server, statement, owned(params)).map_err(Fault::of(sql.name()))?;
        let rows = self.runtime.block_on(async {
            self.flight.land().await?;
            answer.await.map_err(Fault::of(sql.name()))
        })?;
        rows.iter().map(|from| row(sql, from).map_err(Fault::of(sql.name()))).collect()
    }

    fn counted(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, Fault> {
        let statement = self.statement(sql, params)?;
        self.wrote = true;
        self.neighbours_leave()?;
        self.save()?;
        self.leave()?;
        let server = Arc::clone(&self.link.server);
        self.runtime.block_on(async {
            let params = owned(params);
            // Joined, so that it leaves in the same flight as what it stands behind.
            let counted = async { server.client.execute_raw(&statement, params).await.map_err(Fault::of(sql.name())) };
            let (before, counted) = futures_util::join!(self.flight.land(), counted);
            before.and(counted)
        })
    }

    fn once_faulty<T>(&mut self, sql: Sql, run: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Poison> {
        if self.fault.is_some() {
            return Err(poisoned(sql));
        }
        run(self).map_err(|fault| {
            self.fault = Some(fault);
            poisoned(sql)
        })
    }
}

fn owned(params: &[Value<'_>]) -> Vec<Param> {
    params.iter().map(|value| Param(value.clone().into_owned())).collect()
}

impl Reading for PgSession<'_> {
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Poison> {
        self.once_faulty(sql, |session| session.ask(sql, params))
    }
}

impl Session for PgSession<'_> {
    fn write(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Poison> {
        self.once_faulty(sql, |session| session.gather(sql, params, None, false))
    }

    fn overwrite(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<(), Poison> {
        self.once_faulty(sql, |session| session.gather(sql, params, None, true))
    }

    fn must(&mut self, sql: Sql, params: &[Value<'_>], rows: u64, refusal: Rejection) -> Result<(), Stop> {
        Ok(self.once_faulty(sql, |session| session.gather(sql, params, Some((rows, refusal)), false))?)
    }

    fn count(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64, Poison> {
        self.once_faulty(sql, |session| session.counted(sql, params))
    }

    fn numbering(&mut self, topic: &Topic, _: Epoch) -> Result<(i64, Epoch), Poison> {
        Err(Poison::defect(format!("{topic} is not locked")))
    }

    fn now(&mut self) -> Result<Option<Timestamp>, Poison> {
        let rows = self.rows(CLOCK, &[])?;
        let ms = rows.first().map(|row| row.get(0)).transpose().map_err(|stop| Poison::defect(stop.to_string()))?;
        Ok(ms.map(Timestamp::from_millis))
    }

    fn looks_first(&self) -> bool {
        self.looks_first
    }
}
