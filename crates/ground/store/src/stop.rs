//! How a closure ends early: the domain said no, or the database broke.

use footlights_base::{Error, Failure, Rejection};

/// Why a closure stops. A [`Rejection`] becomes one by `?`; database errors arrive as `Broken` and cannot be looked into,
/// because the transaction they happened in is lost whatever the closure does next.
#[derive(Debug)]
pub enum Stop {
    /// The domain said no. The command's writes are undone, its neighbours are not harmed.
    Rejected(Rejection),
    /// Something broke.
    Broken(Poison),
}

/// A broken transaction. What happened is in the log, not in the closure's hands.
#[derive(Debug)]
pub struct Poison(Error);

impl Poison {
    pub(crate) fn new(error: Error) -> Self {
        Self(error)
    }

    /// A defect: what the code asked for does not fit the database or its rules.
    pub(crate) fn defect(what: impl Into<String>) -> Self {
        Self(Error::internal(what.into()))
    }

    pub(crate) fn into_error(self) -> Error {
        self.0
    }
}

impl Stop {
    /// What was stored does not make sense (a text that is no such word, a sum out of range): 500, nothing is committed.
    #[must_use]
    pub fn broken(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(Poison(Error::internal(source)))
    }

    /// What the caller of the command learns.
    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Rejected(rejection) => Failure::Rejected(rejection),
            Self::Broken(poison) => Failure::Broken(poison.0),
        }
    }
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Poison> for Stop {
    fn from(poison: Poison) -> Self {
        Self::Broken(poison)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Rejected(rejection) => Self::Rejected(rejection),
            Failure::Broken(error) => Self::Broken(Poison(error)),
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Broken(poison) => poison.0.fmt(f),
        }
    }
}
