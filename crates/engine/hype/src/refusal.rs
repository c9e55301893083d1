//! Why a train says no, by name. Nothing changes when it does.
//!
//! Owns: the refusals of configurations, inputs and snapshots. Does not know: surfaces and their codes.

use footlights_base::OutOfRange;
use thiserror::Error;

/// A configuration that is not taken.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ConfigRefusal {
    /// A number outside its range, or no number at all.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// A list with too few or too many entries.
    #[error("{field} has {count} entries, and must have 1 to {max}")]
    Entries {
        /// The list.
        field: &'static str,
        /// How many there were.
        count: usize,
        /// The most there may be.
        max: usize,
    },
    /// A train that would never end: no time-out and no decay.
    #[error("a train would never end: set idle_seconds, level_seconds, longest_seconds or decay.rate")]
    NeverEnds,
    /// A train that nothing could start: neither contributions nor moods count.
    #[error("nothing would start a train: set conversion or moods")]
    NothingCounts,
}

/// An input that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Refusal {
    /// A number outside its range.
    #[error("{what} is {value}, and must be from {min} to {max}")]
    OutOfRange {
        /// What was wrong.
        what: &'static str,
        /// What it was.
        value: u64,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
    },
    /// An intensity that is no number from 0 to 1.
    #[error("intensity is {0}, and must be from 0 to 1")]
    Intensity(f64),
    /// More weight than so many members can have.
    #[error("{members} members cannot weigh {weight_256ths} 256ths of a point")]
    TooHeavy {
        /// The members.
        members: u32,
        /// What they were said to weigh.
        weight_256ths: u64,
    },
    /// This configuration takes no contributions.
    #[error("contributions do not count here")]
    NoContributions,
    /// This configuration takes no moods.
    #[error("moods do not count here")]
    NoMoods,
    /// Rules change between trains only.
    #[error("a train is running; its rules change when it has ended")]
    TrainRunning,
}

/// A snapshot that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SnapshotRefusal {
    /// These bytes do not begin as a snapshot does.
    #[error("this is no snapshot of a hype train")]
    NotASnapshot,
    /// A format this version does not read.
    #[error("snapshot format {found}; this version reads {}", crate::SNAPSHOT_VERSION)]
    Version {
        /// The format's number.
        found: u32,
    },
    /// Taken under other rules.
    #[error("the snapshot was taken under another configuration")]
    OtherConfig,
    /// It ends too early, goes on too long, or contradicts itself.
    #[error("the snapshot is damaged: {0}")]
    Damaged(&'static str),
}
