//! An alert: one thing the overlay shows.

use footlights_alerts::{AlertId, Card, Kind};
use footlights_base::{AccountId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{SessionOwner, TipId};
use footlights_surface::words;

words!(
    /// Where an alert stands.
    AlertState {
        /// Somebody may look at it before it is shown; it goes by itself at `releaseAt`.
        Held = "held",
        /// It waits.
        Queued = "queued",
        /// It is on the overlays.
        Showing = "showing",
        /// It was shown, or counts as such.
        Done = "done",
        /// It was not to be shown.
        Skipped = "skipped",
    }
);

impl AlertState {
    /// Whether nothing will become of it any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Skipped)
    }
}

/// An alert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose overlay.
    pub creator_id: AccountId,
    /// What it is about.
    pub kind: String,
    /// Where it is shown.
    pub lane: String,
    /// Where it stands.
    pub state: AlertState,
    /// How much show it gets: 1, 2 or 3.
    pub tier: u8,
    /// How many times it was issued.
    pub attempt: u8,
    /// Whether it is a test.
    pub test: bool,
    /// How many others are shown with it.
    pub more: u32,
    /// The tip it is about.
    pub tip_id: Option<TipId>,
    /// The alert it repeats by somebody's wish.
    pub replay_of: Option<AlertId>,
    /// What it shows; a JSON object.
    pub payload: Box<RawValue>,
    /// When it came in.
    pub created_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// When a held one goes by itself, or would have gone.
    pub release_at: Option<Timestamp>,
    /// Code points there are to read.
    pub(crate) chars: u32,
}

impl Alert {
    /// Whose it is.
    pub(crate) fn owner(&self) -> SessionOwner {
        SessionOwner { tenant_id: self.tenant_id, creator_id: self.creator_id }
    }
}

/// Which alerts are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct AlertFilter {
    /// Whose; the caller's own when not said.
    pub creator_id: Option<AccountId>,
    /// Only those that stand there.
    pub state: Option<AlertState>,
}

/// An alert as deciding on it needs it, while it is not over.
#[derive(Debug, Clone)]
pub(crate) struct AlertRow {
    pub(crate) tenant: TenantId,
    pub(crate) card: Card,
    pub(crate) test: bool,
    pub(crate) tip: Option<TipId>,
    pub(crate) payload: Box<RawValue>,
}

impl AlertRow {
    pub(crate) fn id(&self) -> AlertId {
        self.card.id
    }

    pub(crate) fn kind(&self) -> Kind {
        self.card.kind
    }
}

/// A new alert.
#[derive(Clone)]
pub(crate) struct NewAlert {
    pub(crate) id: AlertId,
    pub(crate) tenant: TenantId,
    pub(crate) creator: AccountId,
    pub(crate) kind: Kind,
    pub(crate) tier: u8,
    pub(crate) chars: u32,
    pub(crate) test: bool,
    pub(crate) tip: Option<TipId>,
    pub(crate) payload: String,
    pub(crate) at: Timestamp,
    /// Until when somebody may look at it first.
    pub(crate) held_until: Option<Timestamp>,
    /// Nobody is to be disturbed: it is over as soon as it comes.
    pub(crate) passed_over: bool,
    pub(crate) replay_of: Option<AlertId>,
}

impl NewAlert {
    /// Whose it is.
    pub(crate) fn owner(&self) -> SessionOwner {
        SessionOwner { tenant_id: self.tenant, creator_id: self.creator }
    }

    /// Where it stands at first.
    pub(crate) fn state(&self) -> AlertState {
        match (self.held_until, self.passed_over) {
            (Some(_), _) => AlertState::Held,
            (None, true) => AlertState::Skipped,
            (None, false) => AlertState::Queued,
        }
    }
}
