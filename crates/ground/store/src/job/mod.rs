//! Durable jobs and timers: work that outlives the process, one at a time per key.
//!
//! Owns: putting jobs in (within the transaction that decides on them), claiming, retrying, dead letters.
//! Does not know what a job does. A job runs at least once: its handler may reach outside, and gives the other
//! side the job's id so that a second run is noticed there. Between the jobs of a key there is no order after a
//! failure, only that never two run at once.

mod claim;
mod handler;
mod put;
pub(crate) mod runner;
mod settle;

pub use handler::{Job, JobError, JobHandler, JobId};
pub use put::{NewJob, PAYLOAD_BYTES_MAX};

use crate::Sql;

/// Every statement of this folder.
pub(crate) fn statements() -> Vec<Sql> {
    [claim::STATEMENTS, put::STATEMENTS, settle::STATEMENTS].concat()
}
