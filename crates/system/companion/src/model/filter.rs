//! Which part of a list is wanted.

use footlights_base::{AccountId, Timestamp};

use super::{Platform, SessionId, SessionStatus};

/// Which sessions are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionFilter {
    /// Whose; the caller's own when not said.
    pub creator_id: Option<AccountId>,
    /// Only live ones, or only those that have ended.
    pub status: Option<SessionStatus>,
    /// Only of this platform.
    pub platform: Option<Platform>,
    /// Started at this moment or later.
    pub from: Option<Timestamp>,
    /// Started before this moment.
    pub to: Option<Timestamp>,
}

/// Which tips are wanted.
#[derive(Debug, Clone, Default)]
pub struct TipFilter {
    /// Whose; the caller's own when neither this nor a session is said.
    pub creator_id: Option<AccountId>,
    /// Only of this session.
    pub session_id: Option<SessionId>,
    /// Only of this platform.
    pub platform: Option<Platform>,
    /// Given at this moment or later.
    pub from: Option<Timestamp>,
    /// Given before this moment.
    pub to: Option<Timestamp>,
    /// With these words in name or message, whatever their case.
    pub search: Option<String>,
}
