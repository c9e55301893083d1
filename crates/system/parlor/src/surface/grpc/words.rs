//! Closed lists of words as enums of the messages.

use super::v1;
use crate::model;

/// The way between an enum of the messages and one of the model's. What the messages leave unspecified, or a later version's
/// number, is none.
macro_rules! same_words {
    ($name:ident { $($word:ident),+ }) => {
        impl From<model::$name> for v1::$name {
            fn from(word: model::$name) -> Self {
                match word { $(model::$name::$word => Self::$word,)+ }
            }
        }

        impl v1::$name {
            /// The model's word, if one was given.
            pub(super) fn word(number: i32) -> Option<model::$name> {
                match Self::try_from(number) {
                    $(Ok(Self::$word) => Some(model::$name::$word),)+
                    Ok(Self::Unspecified) | Err(_) => None,
                }
            }
        }
    };
}

same_words!(RoomVisibility { Public, Link, Private });
same_words!(RoomRole { Host, Moderator, Speaker, Controller, Viewer });
same_words!(Presence { Active, Away, Offline });
same_words!(HeldKind { Stream, Session, Playback });

impl From<model::RoomStatus> for v1::RoomStatus {
    fn from(word: model::RoomStatus) -> Self {
        match word {
            model::RoomStatus::Active => Self::Active,
            model::RoomStatus::Archived => Self::Archived,
            model::RoomStatus::Deleted => Self::Deleted,
        }
    }
}

impl From<model::ParticipantStatus> for v1::ParticipantStatus {
    fn from(word: model::ParticipantStatus) -> Self {
        match word {
            model::ParticipantStatus::Joined => Self::Joined,
            model::ParticipantStatus::Left => Self::Left,
            model::ParticipantStatus::Kicked => Self::Kicked,
            model::ParticipantStatus::Banned => Self::Banned,
        }
    }
}

impl From<model::InviteStatus> for v1::InviteStatus {
    fn from(word: model::InviteStatus) -> Self {
        match word {
            model::InviteStatus::Pending => Self::Pending,
            model::InviteStatus::Accepted => Self::Accepted,
            model::InviteStatus::Declined => Self::Declined,
            model::InviteStatus::Expired => Self::Expired,
        }
    }
}

impl From<crate::RosterState> for v1::RosterState {
    fn from(word: crate::RosterState) -> Self {
        match word {
            crate::RosterState::Loading => Self::Loading,
            crate::RosterState::Fresh => Self::Fresh,
            crate::RosterState::Stale => Self::Stale,
        }
    }
}
