//! What can go wrong with a flight, and what it means for the transaction.

use footlights_base::{Error, Rejection};
use tokio_postgres::error::SqlState;

use crate::{Poison, Sql};

/// Classes of SQLSTATE that say "not now": connections, resources, intervention, system, deadlock and the like, locks.
const PASSING: [&str; 6] = ["08", "53", "57", "58", "40", "55"];

/// The first thing that went wrong in a transaction.
#[derive(Debug)]
pub(super) enum Fault {
    /// A write that must hit a number of rows hit another.
    Miss(Rejection),
    /// The database or the connection said no.
    Postgres { what: &'static str, error: tokio_postgres::Error },
    /// The database cannot be used at the moment, or took too long.
    Down(String),
    /// Code and database do not fit.
    Defect(String),
}

impl Fault {
    pub(super) fn of(what: &'static str) -> impl Fn(tokio_postgres::Error) -> Self {
        move |error| Self::Postgres { what, error }
    }

    /// Trying the same again is likely to work: deadlock or serialization failure.
    pub(super) fn is_passing(&self) -> bool {
        let Self::Postgres { error, .. } = self else { return false };
        error.code().is_some_and(|code| [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code))
    }

    /// The connection is gone, or the server is ending it: what was sent last may or may not have been done.
    pub(super) fn is_loss(&self) -> bool {
        let Self::Postgres { error, .. } = self else { return false };
        error.as_db_error().map_or_else(
            || error.is_closed() || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>()),
            |answer| matches!(answer.severity(), "FATAL" | "PANIC"),
        )
    }

    pub(super) fn into_error(self) -> Error {
        let is_loss = self.is_loss();
        match self {
            Self::Miss(refusal) => Error::internal(refusal),
            Self::Down(text) => Error::unavailable(text),
            Self::Defect(text) => Error::internal(text),
            Self::Postgres { what, error } => {
                // The text names tables and constraints; DETAIL, which may hold anybody's words, stays out.
                let text = error
                    .as_db_error()
                    .map_or_else(|| error.to_string(), |answer| format!("{} ({})", answer.message(), answer.code().code()));
                let text = format!("{what}: {text}");
                let passes = error.code().map_or(is_loss, |code| PASSING.iter().any(|class| code.code().starts_with(class)));
                if passes { Error::unavailable(text) } else { Error::internal(text) }
            }
        }
    }
}

/// What a closure sees of a fault: that it is over.
pub(super) fn poisoned(sql: Sql) -> Poison {
    Poison::defect(format!("the transaction failed at or before {sql:?}"))
}
