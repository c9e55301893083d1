//! The store: every durable word of Footlights, on SQLite or PostgreSQL, behind one interface.
//!
//! Owns: transactions as synchronous closures on store threads, group commit, the numbering of events, idempotency,
//! migrations. Does not know: what a system keeps in its tables, sockets, HTTP.
//!
//! A use case hands [`Store::write`] the [`Keys`] of the aggregates it decides on and a closure. The closure runs on a
//! store thread; it may be run again, so it is `Fn`, and time, ids and chance are made outside of it. What it publishes is
//! numbered inside the transaction and handed to the [`CommitSink`]s after the commit. See [`Tx`] for what it may do.

mod check;
mod command;
mod epoch;
mod error;
mod inflight;
mod keys;
mod lock;
mod memory;
mod meter;
mod migrate;
mod once;
mod params;
mod publish;
mod queue;
mod remember;
mod row;
mod session;
mod settings;
mod sink;
mod sql;
mod sqlite;
mod stop;
mod store;
mod tx;

pub use check::{StatementFault, check_statements};
pub use error::OpenError;
pub use footlights_base::{FromValue, IntoValue, Kind, Value};
pub use keys::Keys;
pub use lock::DataDirLock;
pub use migrate::{Migrations, PlannedStep, Step, plan};
pub use once::{ANSWER_BYTES_MAX, Once};
pub use remember::Aggregate;
pub use row::Row;
pub use settings::{Database, Durability, StoreSettings};
pub use sink::CommitSink;
pub use sql::Sql;
pub use stop::{Poison, Stop};
pub use store::{Health, Store};
pub use tx::{Read, ReadTx, Tx};
