//! When the domain says no: a kind for the surfaces, a stable code for programs, a sentence for people.

use std::borrow::Cow;
use std::time::Duration;

/// What sort of no (or of trouble) it is. Each surface maps this once to its own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The input is malformed or a field is wrong (REST 400).
    Invalid,
    /// No caller, or credentials that do not count (401).
    Unauthenticated,
    /// The caller may see it but may not do it (403).
    Forbidden,
    /// Unknown, or not the caller's own (404).
    NotFound,
    /// The right thing at the wrong time (409).
    Conflict,
    /// Larger than the named limit (413).
    TooLarge,
    /// A body in a form that is not understood (415).
    UnsupportedMedia,
    /// An idempotency key that was used with another body (422).
    KeyReused,
    /// Too many requests; say when to come back (429).
    RateLimited,
    /// Cannot be done at the moment; say when to come back (503).
    Unavailable,
    /// Something broke on our side (500).
    Internal,
}

/// One wrong field of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// A JSON Pointer to the field, such as `/amountCents`; empty for the whole body.
    pub field: Cow<'static, str>,
    /// Stable, snake_case.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: Cow<'static, str>,
}

/// The domain said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// What sort of no.
    pub kind: ErrorKind,
    /// Stable, snake_case, the same on every surface; listed in `docs/codes.md`.
    pub code: &'static str,
    /// What happened, why, what now: a sentence for a person, without secrets.
    pub detail: Cow<'static, str>,
    /// The wrong fields, when the input is at fault.
    pub fields: Vec<FieldError>,
    /// When trying again makes sense.
    pub retry_after: Option<Duration>,
}

impl Rejection {
    /// A refusal without fields.
    #[must_use]
    pub fn new(kind: ErrorKind, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, code, detail: detail.into(), fields: Vec::new(), retry_after: None }
    }

    /// The input has wrong fields: 400 `invalid_fields` with each of them named.
    #[must_use]
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let detail = fields.first().map_or(Cow::Borrowed("The input is not valid."), |first| first.detail.clone());
        Self { kind: ErrorKind::Invalid, code: "invalid_fields", detail, fields, retry_after: None }
    }

    /// One wrong field.
    #[must_use]
    pub fn field(field: impl Into<Cow<'static, str>>, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::fields(vec![FieldError { field: field.into(), code, detail: detail.into() }])
    }

    /// 404 `not_found`: unknown, or not the caller's own; which of the two is never said.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::new(ErrorKind::NotFound, "not_found", format!("There is no such {what}."))
    }

    /// Says when trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Rejection {}
