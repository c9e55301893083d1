//! One transaction of a lane, from BEGIN to its end: locks and numbering around the commands, in as few flights as can be,
//! and what became of it when the connection dies around COMMIT. Whether to try again is the lane's to say.

use std::sync::Arc;

use footlights_base::{Error, Event, Topic};
use tokio::runtime::Runtime;

use super::bundle::Bundle;
use super::fault::Fault;
use super::flight::{self, Flight, Write};
use super::link::Links;
use super::resolve::{Fate, resolve};
use super::session::PgSession;
use super::value::{Param, row};
use crate::command::{Ended, Work};
use crate::inflight::OnceId;
use crate::memory::Memory;
use crate::store::Wiring;
use crate::tx::{Turn, Tx};
use crate::{IntoValue as _, Sql};

/// Writes see what was committed before each statement; the locks make that enough.
const BEGIN: Sql = Sql::new("BEGIN", "BEGIN ISOLATION LEVEL READ COMMITTED");
/// By what the server knows this transaction, should the connection die around its commit.
const TRANSACTION: Sql = Sql::new("TRANSACTION", "SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)");
/// The end.
const COMMIT: Sql = Sql::new("COMMIT", "COMMIT");
/// The other end.
const ROLLBACK: Sql = Sql::new("ROLLBACK", "ROLLBACK");

crate::statements! {
    /// Locks a key until the end of the transaction and counts the transactions that did.
    LOCK_TOPIC = "INSERT INTO topic (id, last, epoch, version, changed_at) VALUES ($1, 0, $2, 1, $3)
                  ON CONFLICT (id) DO UPDATE SET version = topic.version + 1 RETURNING last, epoch, version";
    /// Where its numbering stands at the end.
    PUT_LAST = "UPDATE topic SET last = $2, changed_at = $3 WHERE id = $1";
}

/// Runs transactions on one connection, one at a time.
pub(super) struct Transactor {
    runtime: Runtime,
    links: Links,
    memory: Memory,
    wiring: Arc<Wiring>,
}

/// What one transaction gathers until its commit.
#[derive(Default)]
struct Gathered {
    events: Vec<Arc<Event>>,
    once: Vec<OnceId>,
    /// How each command ended.
    ends: Vec<Ended>,
    wrote: bool,
    transaction: Option<i64>,
}

/// Why a transaction did not commit.
pub(super) enum Failed {
    /// There is no connection.
    Down(Error),
    /// It was rolled back.
    Undone(Fault),
    /// The connection died around the commit and the server cannot be asked.
    Unknown,
}

impl Transactor {
    pub(super) fn new(runtime: Runtime, links: Links, wiring: Arc<Wiring>) -> Self {
        Self { runtime, links, memory: Memory::default(), wiring }
    }

    /// Waits for something else; meanwhile the connection is driven.
    pub(super) fn wait_for<T>(&self, other: impl Future<Output = T>) -> T {
        self.runtime.block_on(other)
    }

    /// One transaction from BEGIN to its end. `company` adds commands whose keys are among those it is shown, which are locked and sorted.
    /// Ok: committed, or nothing in it was to be committed.
    pub(super) fn run(
        &mut self,
        works: &mut Vec<Box<dyn Work>>,
        looks_first: bool,
        company: impl FnOnce(&[Topic], &mut Vec<Box<dyn Work>>),
    ) -> Result<Vec<Ended>, Failed> {
        let mut topics: Vec<Topic> = works.iter().flat_map(|work| work.keys().topics()).cloned().collect();
        topics.sort_unstable();
        topics.dedup();
        let mut gathered = Gathered::default();
        let mut flight = Flight::default();
        // What came while the locks were on their way shares the commit.
        let opened = self.open(&topics, &mut flight, &mut gathered).map(|()| company(&topics, works));
        let done = match opened.and_then(|()| self.attempt(works, looks_first, &mut flight, &mut gathered)) {
            // Everything before COMMIT was sent: a lost connection undoes it for certain.
            Err(failed) => Err(failed),
            Ok(()) => self.finish(&topics, &mut flight, &gathered),
        };
        self.wiring.shared.in_flight.end(&gathered.once);
        match done {
            Ok(()) => {
                self.wiring.sinks.hand_on(&gathered.events);
                Ok(gathered.ends)
            }
            Err(failed) => {
                flight.abandon();
                self.memory.forget(topics);
                if let Failed::Undone(fault) = &failed {
                    self.roll_back(fault.is_loss());
                }
                Err(failed)
            }
        }
    }

    fn attempt(
        &mut self,
        works: &mut [Box<dyn Work>],
        looks_first: bool,
        flight: &mut Flight,
        gathered: &mut Gathered,
    ) -> Result<(), Failed> {
        let Some(link) = self.links.present.as_mut() else { return Err(Failed::Down(Error::unavailable("no connection"))) };
        let (together, mut bundle) = (works.len() > 1, Bundle::default());
        for work in works.iter_mut() {
            let mut session = PgSession::new(&self.runtime, link, (&mut *flight, &mut bundle), together, looks_first);
            let mut turn = Turn::default();
            let keys = work.keys().clone();
            let mut tx = Tx { session: &mut session, memory: &mut self.memory, turn: &mut turn, keys: &keys, shared: &self.wiring.shared };
            let ended = work.run(&mut tx);
            gathered.once.append(&mut turn.once);
            gathered.ends.push(ended);
            if let Some(fault) = session.fault.take() {
                return Err(Failed::Undone(fault));
            }
            if ended == Ended::Well {
                gathered.wrote |= session.wrote;
                session.keep().map_err(Failed::Undone)?;
                self.memory.settle(keys.topics(), &turn.trail);
                gathered.events.append(&mut turn.events);
            } else {
                session.undo().map_err(Failed::Undone)?;
                self.memory.undo(turn.trail);
            }
        }
        bundle.leave(&self.runtime, link, flight).map_err(Failed::Undone)
    }

    /// BEGIN, all locks and the transaction's id, in one flight.
    fn open(&mut self, topics: &[Topic], flight: &mut Flight, gathered: &mut Gathered) -> Result<(), Failed> {
        let fresh: Vec<i64> = topics.iter().map(|_| self.wiring.shared.epochs.fresh()).collect();
        let changed_at = self.wiring.shared.epochs.second();
        let (links, memory) = (&mut self.links, &mut self.memory);
        self.runtime.block_on(async {
            let link = links.get().await.map_err(Failed::Down)?;
            let example = [crate::Value::Text("".into()), 0_i64.into_value(), 0_i64.into_value()];
            for (sql, params) in [
                (BEGIN, &example[..0]),
                (LOCK_TOPIC, &example),
                (PUT_LAST, &example),
                (TRANSACTION, &example[..0]),
                (COMMIT, &example[..0]),
            ] {
                if link.known(sql).is_none() {
                    link.prepare(sql, params).await.map_err(Failed::Undone)?;
                }
            }
            let prepared = |sql: Sql| link.known(sql).ok_or_else(|| Failed::Undone(Fault::Defect(format!("{sql:?} is not prepared"))));
            let lost = |sql: Sql| move |error| Failed::Undone(Fault::of(sql.name())(error));
            flight
                .send(&link.server, Write { sql: BEGIN, statement: prepared(BEGIN)?, params: Vec::new(), must: None, overwrites: false })
                .map_err(Failed::Undone)?;
            let mut locks = Vec::with_capacity(topics.len());
            for (topic, fresh) in topics.iter().zip(fresh) {
                let params = vec![Param(topic.clone().into_value()), Param(fresh.into_value()), Param(changed_at.into_value())];
                locks.push(flight::query(&link.server, prepared(LOCK_TOPIC)?, params).map_err(lost(LOCK_TOPIC))?);
            }
            let transaction = flight::query(&link.server, prepared(TRANSACTION)?, Vec::new()).map_err(lost(TRANSACTION))?;
            flight.land().await.map_err(Failed::Undone)?;
            for (topic, lock) in topics.iter().zip(locks) {
                let rows = lock.await.map_err(lost(LOCK_TOPIC))?;
                let [last, epoch, version] = numbers(LOCK_TOPIC, &rows)?;
                memory.locked(topic, last, epoch, version);
            }
            let [transaction] = numbers(TRANSACTION, &transaction.await.map_err(lost(TRANSACTION))?)?;
            gathered.transaction = Some(transaction);
            Ok(())
        })
    }

    /// The numbering, then COMMIT in the same flight, unless an answer under way decides on it.
    fn finish(&mut self, topics: &[Topic], flight: &mut Flight, gathered: &Gathered) -> Result<(), Failed> {
        let dirty = self.memory.take_dirty();
        if !gathered.wrote && dirty.is_empty() {
            // Nothing to keep: the locks go, and with them the count of this transaction.
            self.memory.unlocked(topics);
            self.roll_back(false);
            return Ok(());
        }
        let Some(link) = self.links.present.as_mut() else { return Err(Failed::Down(Error::unavailable("no connection"))) };
        let send = |flight: &mut Flight, sql: Sql, params: Vec<Param>| {
            let statement = link.known(sql).ok_or_else(|| Fault::Defect(format!("{sql:?} is not prepared")))?;
            flight.send(&link.server, Write { sql, statement, params, must: None, overwrites: false })
        };
        let changed_at = self.wiring.shared.epochs.second();
        for (topic, last, _) in dirty {
            let params = vec![Param(topic.into_value()), Param(last.into_value()), Param(changed_at.into_value())];
            send(flight, PUT_LAST, params).map_err(Failed::Undone)?;
        }
        if flight.holds_a_must() {
            self.runtime.block_on(flight.land()).map_err(Failed::Undone)?;
        }
        send(flight, COMMIT, Vec::new()).map_err(Failed::Undone)?;
        match self.runtime.block_on(flight.land()) {
            Ok(()) => Ok(()),
            Err(fault) if fault.is_loss() => self.after_loss(fault, topics, gathered),
            Err(fault) => Err(Failed::Undone(fault)),
        }
    }

    /// The connection died after COMMIT was sent: the server knows whether it happened.
    fn after_loss(&mut self, fault: Fault, topics: &[Topic], gathered: &Gathered) -> Result<(), Failed> {
        tracing::warn!(?fault, "the connection died around a commit; asking the server what became of it");
        self.links.drop_present();
        self.memory.forget(topics.iter().cloned());
        let Some(transaction) = gathered.transaction else { return Err(Failed::Unknown) };
        match self.runtime.block_on(resolve(&mut self.links, transaction)) {
            Fate::Committed => Ok(()),
            Fate::Aborted => Err(Failed::Undone(fault)),
            Fate::Unknown => Err(Failed::Unknown),
        }
    }

    fn roll_back(&mut self, lost: bool) {
        let Some(link) = self.links.present.as_ref().filter(|_| !lost) else { return self.links.drop_present() };
        if let Err(error) = self.runtime.block_on(link.server.client.batch_execute(ROLLBACK.text())) {
            tracing::warn!(%error, "ROLLBACK failed; a new connection is made");
            self.links.drop_present();
        }
    }
}

fn numbers<const N: usize>(sql: Sql, rows: &[tokio_postgres::Row]) -> Result<[i64; N], Failed> {
    let defect = |text: String| Failed::Undone(Fault::Defect(text));
    let first = rows.first().ok_or_else(|| defect(format!("{sql:?} gave no row")))?;
    let first = row(sql, first).map_err(|error| Failed::Undone(Fault::of(sql.name())(error)))?;
    let mut out = [0; N];
    for (index, number) in out.iter_mut().enumerate() {
        *number = first.get(index).map_err(|stop| defect(stop.to_string()))?;
    }
    Ok(out)
}
