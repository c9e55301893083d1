//! Closed lists of words as enums, spelled as everywhere else.

use async_graphql::Enum;

use crate::model;

/// Declares an enum of the schema beside one of the model's, with the way from one to the other.
macro_rules! enum_beside {
    ($(#[$doc:meta])* $name:ident for $model:path { $($(#[$word_doc:meta])* $word:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
        #[graphql(rename_items = "snake_case")]
        pub(crate) enum $name { $($(#[$word_doc])* $word,)+ }

        impl From<$model> for $name {
            fn from(word: $model) -> Self {
                use $model as Model;
                match word { $(Model::$word => Self::$word,)+ }
            }
        }

        impl From<$name> for $model {
            fn from(word: $name) -> Self {
                use $model as Model;
                match word { $($name::$word => Model::$word,)+ }
            }
        }
    };
}

enum_beside!(
    /// Who may know of a room and come in.
    RoomVisibility for model::RoomVisibility {
        /// Listed; whoever has signed in may come in.
        Public,
        /// Not listed; whoever brings a join link, or was invited, may come in.
        Link,
        /// Not listed; only who was invited may come in.
        Private,
    }
);
enum_beside!(
    /// Whether a room is in use.
    RoomStatus for model::RoomStatus {
        /// In use.
        Active,
        /// To be read only: nobody comes in, nothing happens.
        Archived,
        /// Deleted; it can be restored until it is purged.
        Deleted,
    }
);
enum_beside!(
    /// What sort of thing a room holds.
    HeldKind for model::HeldKind {
        /// A stream of a platform.
        Stream,
        /// A live session.
        Session,
        /// Something that is played together.
        Playback,
    }
);
enum_beside!(
    /// What somebody is in a room.
    RoomRole for model::RoomRole {
        /// Whose room it is for the moment: may do all.
        Host,
        /// Keeps order: may do all but delete the room and act against a host.
        Moderator,
        /// May be on the stage.
        Speaker,
        /// May play, pause and seek what is played together.
        Controller,
        /// Watches and writes in the chat.
        Viewer,
    }
);
enum_beside!(
    /// How an account stands to a room it has been in.
    ParticipantStatus for model::ParticipantStatus {
        /// In it.
        Joined,
        /// Went by themselves; may come back as what they were.
        Left,
        /// Was put out; may come back as anybody may.
        Kicked,
        /// Was put out and may not come back for now.
        Banned,
    }
);
enum_beside!(
    /// Whether somebody is there in person.
    RoomPresenceKind for model::Presence {
        /// In front of it.
        Active,
        /// Connected but elsewhere, or without a connection for a moment.
        Away,
        /// Not connected.
        Offline,
    }
);
enum_beside!(
    /// How far a roster can be believed.
    RosterState for crate::RosterState {
        /// It is not known yet who is on other nodes.
        Loading,
        /// Every node has said who is with it.
        Fresh,
        /// Not every node has, since a moment: nobody is said to have left.
        Stale,
    }
);
enum_beside!(
    /// What became of an invitation.
    InviteStatus for model::InviteStatus {
        /// Waits for an answer.
        Pending,
        /// Was accepted.
        Accepted,
        /// Was declined.
        Declined,
        /// Nobody answered in time.
        Expired,
    }
);
