//! The store: every durable word of Footlights, on SQLite or PostgreSQL, behind one interface.
//!
//! Owns: transactions as synchronous closures on store threads, group commit, the numbering of events, idempotency,
//! migrations; and what outlives a process: subscribers, jobs and timers, leases, logs, documents, backups.
//! Does not know: what a system keeps in its tables, sockets, HTTP.
//!
//! A use case hands [`Store::write`] the [`Keys`] of the aggregates it decides on and a closure. The closure runs on a
//! store thread; it may be run again, so it is `Fn`, and time, ids and chance are made outside of it. What it publishes is
//! numbered inside the transaction and handed to the [`CommitSink`]s after the commit. See [`Tx`] for what it may do.

mod along;
pub mod append_log;
mod backup;
mod bells;
mod check;
mod command;
mod dead_letter;
pub mod document;
mod durable_schema;
mod durable_tx;
mod epoch;
mod error;
mod fingerprint;
mod inflight;
mod job;
mod keys;
mod lease;
mod lock;
mod log;
mod memory;
mod meter;
mod migrate;
mod names;
mod once;
mod own_statements;
mod params;
mod postgres;
mod publish;
mod queue;
mod remember;
mod retry;
mod row;
mod session;
mod settings;
mod sink;
mod sql;
mod sqlite;
mod stop;
mod store;
mod subscriber;
mod tx;
mod workers;

pub use backup::{BackupError, BackupReport, OnProgress, Phase, Progress, restore};
pub use check::{StatementFault, check_statements};
pub use dead_letter::{DeadLetter, DeadLetterId, LetterState, Source};
pub use error::OpenError;
pub use fingerprint::schema_fingerprint;
pub use footlights_base::{FromValue, IntoValue, Kind, Value};
pub use job::{Job, JobError, JobHandler, JobId, NewJob, PAYLOAD_BYTES_MAX};
pub use keys::Keys;
pub use lease::{LEASE_LIFE_MIN, Lease, LeaseEnd};
pub use lock::DataDirLock;
pub use log::{
    BACKWARD_KINDS_MAX, EVENTS_PER_READ_MAX, Head, LogPage, LogPlace, Retention, Seen, changed_topics, events_after, events_before, head,
    last_changes,
};
pub use migrate::{Migrations, PlannedStep, Step, plan};
pub use names::NAME_BYTES_MAX;
pub use once::{ANSWER_BYTES_MAX, Once};
pub use own_statements::own_statements;
pub use remember::Aggregate;
pub use retry::Retry;
pub use row::Row;
pub use settings::{Database, Durability, StoreSettings};
pub use sink::CommitSink;
pub use sql::Sql;
pub use stop::{Poison, Stop};
pub use store::{Health, Store};
pub use subscriber::{SUBSCRIBERS_MAX, Subscriber};
pub use tx::{Read, ReadTx, Tx};
pub use workers::{QueueBacklog, Stalled, WorkerHealth, Workers};
