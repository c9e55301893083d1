//! The connection of one thread: made when needed, with growing pauses after failures, with the statements prepared on it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use footlights_base::Error;
use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use super::Server;
use super::fault::Fault;
use super::value::{is_carried, type_of};
use crate::meter::Stopwatch;
use crate::settings::READ_TIME_MAX;
use crate::{Durability, Sql, Value};

/// The first pause after a failed connection, doubled by each further failure.
const PAUSE_FIRST: Duration = Duration::from_millis(50);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// The longest one statement of a lane runs.
const LANE_STATEMENT_TIME_MAX: Duration = Duration::from_secs(20);

/// A connection and its prepared statements.
pub(super) struct Link {
    pub(super) server: Arc<Server>,
    statements: HashMap<&'static str, Statement>,
    /// The same for many rows at once, under the text for one.
    for_columns: HashMap<&'static str, Statement>,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Serves {
    Lane,
    Reader,
}

impl Serves {
    /// The longest one statement runs, waiting for locks included.
    fn statement_time_max(self) -> Duration {
        match self {
            Self::Lane => LANE_STATEMENT_TIME_MAX,
            Self::Reader => READ_TIME_MAX,
        }
    }

    /// How prepared statements are planned. Writes go by keys, and planning them anew each time is a good part of what they
    /// cost; reads may look different for other parameters.
    fn plans(self) -> &'static str {
        match self {
            Self::Lane => "force_generic_plan",
            Self::Reader => "auto",
        }
    }
}

/// Makes connections for one thread.
pub(super) struct Links {
    url: String,
    durability: Durability,
    serves: Serves,
    healthy: Arc<AtomicBool>,
    pub(super) present: Option<Link>,
    failed: Option<(Stopwatch, Duration)>,
}

impl Links {
    pub(super) fn new(url: &str, durability: Durability, serves: Serves, healthy: Arc<AtomicBool>) -> Self {
        Self { url: url.to_owned(), durability, serves, healthy, present: None, failed: None }
    }

    /// The live connection; made now if there is none. Right after a failure it says so without trying again.
    pub(super) async fn get(&mut self) -> Result<&mut Link, Error> {
        if self.present.as_ref().is_some_and(|link| link.server.client.is_closed()) {
            self.present = None;
        }
        if self.present.is_none() {
            self.present = Some(self.connect().await?);
        }
        self.present.as_mut().ok_or_else(|| Error::unavailable("no connection"))
    }

    async fn connect(&mut self) -> Result<Link, Error> {
        if let Some((since, pause)) = &self.failed
            && since.elapsed() < *pause
        {
            return Err(Error::unavailable("PostgreSQL did not answer a moment ago"));
        }
        match self.try_connect().await {
            Ok(link) => {
                self.failed = None;
                self.healthy.store(true, Ordering::Relaxed);
                Ok(link)
            }
            Err(error) => {
                let pause = self.failed.take().map_or(PAUSE_FIRST, |(_, pause)| (pause * 2).min(PAUSE_MAX));
                self.failed = Some((Stopwatch::start(), pause));
                self.healthy.store(false, Ordering::Relaxed);
                Err(Error::unavailable(format!("connecting to PostgreSQL: {error}")))
            }
        }
    }

    /// Connects without regard to earlier failures.
    pub(super) async fn try_connect(&self) -> Result<Link, tokio_postgres::Error> {
        let server = Server::connect(&self.url).await?;
        let commit = match self.durability {
            Durability::Full => "on",
            Durability::Off => "off",
        };
        // A lane never waits for ever on a lock whose holder has died far away.
        let ms = self.serves.statement_time_max().as_millis();
        let plans = self.serves.plans();
        let settings = format!(
            "SET synchronous_commit = {commit}; SET statement_timeout = {ms}; SET idle_in_transaction_session_timeout = '60s';
             SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET standard_conforming_strings = on;
             SET jit = off; SET plan_cache_mode = {plans}"
        );
        server.client.batch_execute(&settings).await?;
        Ok(Link { server: Arc::new(server), statements: HashMap::new(), for_columns: HashMap::new() })
    }

    /// The connection is of no use any more.
    pub(super) fn drop_present(&mut self) {
        self.present = None;
    }
}

impl Link {
    /// The prepared statement, declared with the kinds of its first parameters.
    pub(super) fn known(&self, sql: Sql) -> Option<Statement> {
        self.statements.get(sql.text()).cloned()
    }

    /// Prepares it: one round trip, once per connection.
    pub(super) async fn prepare(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Statement, Fault> {
        let types: Vec<_> = params.iter().map(|value| type_of(value.kind())).collect();
        let statement = self.server.client.prepare_typed(sql.text(), &types).await.map_err(Fault::of(sql.name()))?;
        if let Some(column) = statement.columns().iter().find(|column| !is_carried(column.type_())) {
            let text =
                format!("{sql:?}: column {} is {}; CAST it to BIGINT, DOUBLE PRECISION, TEXT or BYTEA", column.name(), column.type_());
            return Err(Fault::Defect(text));
        }
        self.statements.insert(sql.text(), statement.clone());
        Ok(statement)
    }

    /// The form of a statement that takes many rows.
    pub(super) fn known_for_columns(&self, sql: Sql) -> Option<Statement> {
        self.for_columns.get(sql.text()).cloned()
    }

    /// Prepares that form: one round trip, once per connection.
    pub(super) async fn prepare_for_columns(&mut self, sql: Sql, text: &str, types: &[Type]) -> Result<Statement, Fault> {
        let statement = self.server.client.prepare_typed(text, types).await.map_err(Fault::of(sql.name()))?;
        self.for_columns.insert(sql.text(), statement.clone());
        Ok(statement)
    }
}
