//! Why a scenario is not played, by name and line.
//!
//! Owns: the refusals of scenario files. Does not know: how they are found.

use thiserror::Error;

/// A scenario that is not played. `line` counts from 1.
#[derive(Debug, Clone, PartialEq, Error)]
pub(crate) enum Refusal {
    /// The file is larger than [`super::check::FILE_BYTES_MAX`].
    #[error("the scenario has more than {max} bytes")]
    TooLarge { max: u64 },
    /// Not TOML, not of the right shape, an unknown field; the text says where.
    #[error("{0}")]
    Shape(String),
    #[error("line {line}: {field} is {value}, and must be from {min} to {max}")]
    OutOfRange { line: usize, field: String, value: String, min: String, max: String },
    #[error("line {line}: {field} has {count} entries, and may have {max}")]
    TooMany { line: usize, field: String, count: usize, max: usize },
    #[error("line {line}: {field} has {bytes} bytes, and may have {max}")]
    TooLong { line: usize, field: String, bytes: usize, max: usize },
    #[error("line {line}: a stream's name begins with a letter or a digit, and has 1 to {max} bytes")]
    Name { line: usize, max: usize },
    #[error("line {line}: {field} names {name}, and no stream is called so")]
    UnknownStream { line: usize, field: String, name: String },
    #[error("line {line}: {name} is on already at {at}")]
    Overlap { line: usize, name: String, at: String },
    #[error("line {line}: {field} is {value}, after the end of the {of} at {end}")]
    TooLate { line: usize, field: String, value: String, of: &'static str, end: String },
    #[error("line {line}: {said}")]
    Combination { line: usize, said: String },
    #[error("line {line}: {said}")]
    Crowd { line: usize, said: String },
    #[error("line {line}: {said}")]
    Hype { line: usize, said: String },
}
