//! A participant: an account's membership of a room.

use footlights_base::{AccountId, Timestamp};
use footlights_realtime::Activity;
use footlights_surface::words;
use serde::{Deserialize, Serialize};

use super::role::RoomRole;
use super::room::RoomId;

words!(
    /// How an account stands to a room it has been in.
    ParticipantStatus {
        /// In it.
        Joined = "joined",
        /// Went by themselves; may come back as what they were.
        Left = "left",
        /// Was put out; may come back as anybody may.
        Kicked = "kicked",
        /// Was put out and may not come back for now.
        Banned = "banned",
    }
);

words!(
    /// Whether somebody is there in person.
    Presence {
        /// In front of it.
        Active = "active",
        /// Connected but elsewhere, or without a connection for a moment.
        Away = "away",
        /// Not connected.
        Offline = "offline",
    }
);

impl From<Activity> for Presence {
    fn from(activity: Activity) -> Self {
        match activity {
            Activity::Active => Self::Active,
            Activity::Away => Self::Away,
        }
    }
}

/// Somebody in a room. Whether they are there in person is not kept here: see [`Presence`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Which room.
    pub room_id: RoomId,
    /// Who.
    pub account_id: AccountId,
    /// Their name for people.
    pub display_name: String,
    /// What they are.
    pub role: RoomRole,
    /// Whether they are in it.
    pub status: ParticipantStatus,
    /// Came by a join link without an account of their own.
    pub is_guest: bool,
    /// Since when their hand is up.
    pub hand_raised_at: Option<Timestamp>,
    /// Since when they are invited to the stage.
    pub stage_invited_at: Option<Timestamp>,
    /// Whether they are on the stage.
    pub on_stage: bool,
    /// When they came in last.
    pub joined_at: Timestamp,
    /// When they wrote last.
    pub last_chat_at: Option<Timestamp>,
}

impl Participant {
    /// Whether they are in the room.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.status == ParticipantStatus::Joined
    }

    /// Leaves as `status`: no hand, no stage.
    pub(crate) fn put_out(&mut self, status: ParticipantStatus) {
        self.status = status;
        self.hand_raised_at = None;
        self.stage_invited_at = None;
        self.on_stage = false;
    }
}

/// An account that may not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// From which room.
    pub room_id: RoomId,
    /// Who.
    pub account_id: AccountId,
    /// Their name for people.
    pub display_name: String,
    /// By whom.
    pub banned_by: AccountId,
    /// Why, for who moderates the room.
    pub reason: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when; none: until it is lifted.
    pub expires_at: Option<Timestamp>,
}

impl Ban {
    /// Whether it holds at this moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }
}
