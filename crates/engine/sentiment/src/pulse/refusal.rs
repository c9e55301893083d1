//! Why pulses say no, by name. Nothing changes when they do.

use footlights_base::OutOfRange;
use thiserror::Error;

/// A configuration that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum PulseConfigRefusal {
    /// A number outside its range, or no number at all.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// No pulse could ever be published: fewer entries fit than are asked for.
    #[error("entries_max is {entries_max}, and must be at least entries_min and people_min, which is {least}")]
    NeverFull {
        /// What fits.
        entries_max: u32,
        /// What is asked for.
        least: u32,
    },
}

/// An input that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum PulseRefusal {
    /// A number outside its range.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// The user id is longer than [`crate::USER_BYTES_MAX`]. What it is is not repeated.
    #[error("a user id has {bytes} bytes, and may have {}", crate::USER_BYTES_MAX)]
    UserTooLong {
        /// Its length.
        bytes: usize,
    },
    /// As many people are present as may be.
    #[error("{} people are present already", crate::PEOPLE_MAX)]
    TooManyPeople,
}
