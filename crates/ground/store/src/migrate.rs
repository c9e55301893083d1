//! Migrations: one text per step for both databases, a history per system, run in the order the systems are given.

mod own;
pub(crate) mod postgres;
pub(crate) mod sqlite;
mod text;

use refinery::{Migration, Runner};

use crate::{Database, OpenError, StoreSettings};

/// The steps of one system, in order.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// The system's name; its history stands in the table `history_NAME`.
    pub system: &'static str,
    /// Its steps. Never change one that was released: its text is checked against the history.
    pub steps: &'static [Step],
}

/// One step, written with `{int}` `{real}` `{text}` `{bytes}` `{bool}` for the column types of the two databases.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// 1, 2, 3 …
    pub version: u32,
    /// snake_case.
    pub name: &'static str,
    /// Statements, each ended by a semicolon. Tables become STRICT on SQLite by themselves.
    pub sql: &'static str,
}

/// A step that has yet to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// Whose.
    pub system: String,
    /// Its number within the system.
    pub version: u32,
    /// Its name.
    pub name: String,
}

/// The dialect a text is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// STRICT tables, INTEGER, BLOB.
    Sqlite,
    /// BIGINT, BYTEA, TEXT COLLATE "C".
    Postgres,
}

/// The store's own steps, then the systems' in their order.
pub(crate) fn with_own(systems: &[Migrations]) -> Vec<Migrations> {
    std::iter::once(own::OWN).chain(systems.iter().copied()).collect()
}

/// What opening the store would migrate. Changes nothing; for SQLite the file may be in use.
///
/// # Errors
/// When the database cannot be read or its history does not fit `migrations`.
pub async fn plan(settings: &StoreSettings, migrations: &[Migrations]) -> Result<Vec<PlannedStep>, OpenError> {
    let systems = with_own(migrations);
    match &settings.database {
        Database::Sqlite { path } => {
            let path = path.clone();
            let planned = tokio::task::spawn_blocking(move || sqlite::plan(&path, &systems)).await;
            planned.map_err(|panic| OpenError::Setting { name: "database", reason: panic.to_string() })?
        }
        Database::Postgres { url } => postgres::plan(url, &systems).await,
    }
}

/// The runner for one system's steps. All steps that wait run in one transaction together with their history.
pub(crate) fn runner(system: &Migrations, dialect: Dialect) -> Result<Runner, OpenError> {
    let steps = system
        .steps
        .iter()
        .map(|step| Migration::unapplied(&format!("V{}__{}", step.version, step.name), &text::for_dialect(step.sql, dialect)))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed(system.system))?;
    let mut runner = Runner::new(&steps).set_grouped(true);
    runner.set_migration_table_name(history(system.system));
    Ok(runner)
}

/// The table that holds a system's history.
pub(crate) fn history(system: &str) -> String {
    format!("history_{system}")
}

pub(crate) fn failed<E: std::fmt::Display>(system: &str) -> impl Fn(E) -> OpenError {
    move |error| OpenError::Migration { system: system.to_owned(), reason: error.to_string() }
}

/// Steps of `systems` that are not among the `applied` versions of their system.
pub(crate) fn waiting(system: &Migrations, applied: &[i64]) -> impl Iterator<Item = PlannedStep> {
    let missing = system.steps.iter().filter(|step| !applied.contains(&i64::from(step.version)));
    missing.map(|step| PlannedStep { system: system.system.to_owned(), version: step.version, name: step.name.to_owned() })
}
