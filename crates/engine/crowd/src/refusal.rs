//! Why a crowd says no, by name. Nothing changes when it does.
//!
//! Owns: the refusals of configurations and of inputs. Does not know: surfaces and their codes.

use footlights_base::OutOfRange;
use thiserror::Error;

/// A configuration that is not taken.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ConfigRefusal {
    /// A number outside its range, or no number at all.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// A list longer than its limit.
    #[error("{field} has {count} entries, and may have {max}")]
    TooMany {
        /// The list.
        field: &'static str,
        /// How many there were.
        count: usize,
        /// The limit.
        max: usize,
    },
    /// A list that may not be empty.
    #[error("{field} is empty")]
    Empty {
        /// The list.
        field: &'static str,
    },
    /// A name that is empty or longer than [`crate::NAME_BYTES_MAX`].
    #[error("a name in {field} has {bytes} bytes, and must have 1 to {}", crate::NAME_BYTES_MAX)]
    NameLength {
        /// The list.
        field: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// A name that stands twice in a list, without regard to case.
    #[error("{name} stands twice in {field}")]
    Twice {
        /// The list.
        field: &'static str,
        /// The name.
        name: String,
    },
    /// A name that nothing bears.
    #[error("{field} names {name}, which is not in the vocabulary")]
    Unknown {
        /// The list.
        field: &'static str,
        /// The name.
        name: String,
    },
}

/// An input that is not taken.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Refusal {
    /// A number outside its range, or no number at all.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// A list longer than its limit.
    #[error("{what} has {count} entries, and may have {max}")]
    TooMany {
        /// The list.
        what: &'static str,
        /// How many there were.
        count: usize,
        /// The limit.
        max: usize,
    },
    /// The reservoir would get more members than one may have.
    #[error("the reservoir would hold {wanted} members, and may hold {}", crate::MEMBERS_MAX)]
    ReservoirFull {
        /// What it would hold.
        wanted: u64,
    },
    /// No session with this id is open.
    #[error("no such session is open")]
    UnknownSession,
    /// A session with this id is open already.
    #[error("a session with this id is open already")]
    SessionOpen,
    /// The streamer has another open session.
    #[error("the streamer has another open session")]
    StreamerBusy,
    /// As many sessions are open as may be.
    #[error("{} sessions are open already", crate::SESSIONS_MAX)]
    SessionsFull,
    /// As many streamers are known as may be.
    #[error("{} streamers are known already", crate::STREAMERS_MAX)]
    StreamersFull,
    /// Only a live session does this; this one is paused.
    #[error("the session is paused")]
    Paused,
    /// Only a paused session is resumed.
    #[error("the session is not paused")]
    NotPaused,
    /// A session cannot raid itself.
    #[error("a session cannot raid itself")]
    SameSession,
    /// A content tag that is no interest and not in the table.
    #[error("the content tag {0} is not known")]
    UnknownTag(String),
    /// A personality or interest that is not in the vocabulary.
    #[error("{0} is not in the vocabulary")]
    UnknownName(String),
    /// Real members are switched off.
    #[error("blending of real audiences is switched off")]
    BlendingOff,
    /// The last tick there is.
    #[error("a crowd has at most {} ticks", u32::MAX)]
    NoMoreTicks,
}

/// A snapshot that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SnapshotRefusal {
    /// These bytes do not begin as a snapshot does.
    #[error("this is no snapshot of a crowd")]
    NotASnapshot,
    /// A format this version does not read.
    #[error("snapshot format {found}; this version reads {}", crate::SNAPSHOT_VERSION)]
    Version {
        /// The format's number.
        found: u32,
    },
    /// Taken under another configuration.
    #[error("the snapshot was taken under another configuration")]
    OtherConfig,
    /// It ends too early, goes on too long, or contradicts itself.
    #[error("the snapshot is damaged: {0}")]
    Damaged(&'static str),
}
