//! Who is in a room in person.

use async_graphql::connection::Connection;
use async_graphql::{Enum, ID, SimpleObject};
use footlights_base::AccountId;
use footlights_realtime::Activity;
use footlights_surface::graphql::DateTime;

use super::words::{RoomPresenceKind, RosterState};
use crate::model::Presence;
use crate::presence::PresenceFrame;
use crate::wire::CountsBody;

/// What a client says of its person.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(rename_items = "snake_case")]
pub(crate) enum RoomActivity {
    /// In front of it.
    Active,
    /// Elsewhere.
    Away,
}

impl From<RoomActivity> for Activity {
    fn from(activity: RoomActivity) -> Self {
        match activity {
            RoomActivity::Active => Self::Active,
            RoomActivity::Away => Self::Away,
        }
    }
}

/// Somebody who is there, or was a moment ago.
#[derive(SimpleObject)]
pub(crate) struct PresentPerson {
    /// Who.
    account_id: ID,
    /// Whether they are there in person.
    presence: RoomPresenceKind,
}

impl From<(AccountId, Presence)> for PresentPerson {
    fn from((account, presence): (AccountId, Presence)) -> Self {
        Self { account_id: account.to_string().into(), presence: presence.into() }
    }
}

/// How many are in a room in person.
#[derive(SimpleObject)]
pub(crate) struct PresenceCounts {
    /// Who is there, the away ones included.
    present: u64,
    /// Of these, the away ones.
    away: u64,
}

impl From<CountsBody> for PresenceCounts {
    fn from(counts: CountsBody) -> Self {
        Self { present: counts.present, away: counts.away }
    }
}

/// Who is in a room in person.
#[derive(SimpleObject)]
pub(crate) struct RoomPresence {
    /// How far it can be believed.
    pub(super) state: RosterState,
    /// Since when it is stale, if it is.
    pub(super) stale_since: Option<DateTime>,
    /// How many there are.
    pub(super) counts: PresenceCounts,
    /// By id.
    pub(super) people: Connection<String, PresentPerson>,
}

/// Who has come, gone or turned away.
#[derive(SimpleObject)]
pub(crate) struct PresenceChange {
    /// Who has come: at most 100.
    joined: Vec<ID>,
    /// Who has gone: at most 100.
    left: Vec<ID>,
    /// Who is active or away and was not before: at most 100.
    changed: Vec<PresentPerson>,
    /// How many changes are not named here; with any the roster has to be read again.
    more: u64,
    /// How many are here now.
    counts: PresenceCounts,
    /// How far this can be believed.
    state: RosterState,
}

impl From<PresenceFrame> for PresenceChange {
    fn from(frame: PresenceFrame) -> Self {
        Self {
            joined: frame.joined.iter().map(|who| who.account_id.to_string().into()).collect(),
            left: frame.left.iter().map(|who| who.account_id.to_string().into()).collect(),
            changed: frame.changed.into_iter().map(|who| (who.account_id, who.presence).into()).collect(),
            more: frame.more,
            counts: frame.counts.into(),
            state: frame.state.into(),
        }
    }
}
