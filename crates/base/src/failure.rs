//! How a use case ends when it does not succeed: the domain said no, or something broke.

use std::fmt;

use crate::{ErrorKind, Rejection};

/// Something broke. Its text is for logs and never leaves the process.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Error {
    /// A defect or a broken part: 500.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::Internal, source: source.into() }
    }

    /// A part we depend on does not answer or is overloaded: 503, trying again helps.
    pub fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::Unavailable, source: source.into() }
    }

    /// [`ErrorKind::Internal`] or [`ErrorKind::Unavailable`].
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// Why a use case did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The domain said no; nothing was changed.
    Rejected(Rejection),
    /// Something broke; nothing that was not answered is promised.
    Broken(Error),
}

impl Failure {
    /// What the surfaces map to their codes.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Rejected(rejection) => rejection.kind,
            Self::Broken(error) => error.kind(),
        }
    }

    /// The refusal, when it is one.
    #[must_use]
    pub fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected(rejection) => Some(rejection),
            Self::Broken(_) => None,
        }
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Broken(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}
