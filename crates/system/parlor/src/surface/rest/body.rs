//! What only REST has: pages, and fields that are null or not there.

use footlights_base::{Cursor, Page, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::presence::RosterState;
use crate::wire::{BanBody, ChatBody, CountsBody, InviteBody, LinkBody, ParticipantBody, RoomBody};

/// Tells a field that is null from one that is not there.
pub(super) fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Declares the page of a noun.
macro_rules! page {
    ($(#[$doc:meta])* $name:ident of $item:ty, $order:literal) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $name {
            #[doc = $order]
            items: Vec<$item>,
            /// Where the next page starts.
            #[schema(value_type = Option<String>, required)]
            next_cursor: Option<Cursor>,
        }

        impl<T: Into<$item>> From<Page<T>> for $name {
            fn from(page: Page<T>) -> Self {
                let Page { items, next_cursor } = page.map(Into::into);
                Self { items, next_cursor }
            }
        }
    };
}

page!(
    /// A page of rooms.
    RoomPage of RoomBody, "Newest first."
);
page!(
    /// A page of participants.
    ParticipantPage of ParticipantBody, "In the list's order."
);
page!(
    /// A page of bans.
    BanPage of BanBody, "In no particular order."
);
page!(
    /// A page of invitations.
    InvitePage of InviteBody, "Newest first."
);
page!(
    /// A page of join links.
    JoinLinkPage of LinkBody, "Newest first."
);
page!(
    /// A page of the chat.
    ChatPage of ChatBody, "Newest first."
);

/// A page of who is in a room in person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PresencePage {
    /// How far it can be believed.
    pub(super) state: RosterState,
    /// Since when it is stale, if it is.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub(super) stale_since: Option<Timestamp>,
    /// How many there are in all.
    pub(super) counts: CountsBody,
    /// By id.
    pub(super) items: Vec<PresentBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    pub(super) next_cursor: Option<Cursor>,
}

/// Somebody who is there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PresentParticipant)]
pub(super) struct PresentBody {
    /// Who.
    #[schema(value_type = String, format = "uuid")]
    pub(super) account_id: footlights_base::AccountId,
    /// Whether they are there in person.
    pub(super) presence: crate::model::Presence,
}
