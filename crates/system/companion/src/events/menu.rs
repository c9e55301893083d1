//! What others may hear of menus.

use footlights_base::{AccountId, EventId, NewEvent, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::{VERSION, creator_topic, session_topic};
use crate::model::{MenuItemId, SessionId, SessionOwner, Tip, TipId};
use crate::wire::PublicMenuBody;

/// A menu is another, or what can be had of it; on `creator:ID`.
pub const MENU_UPDATED: &str = "streaming.menu.updated";
/// A tip took an item of which there is a stock, or which cools down; on `session:ID`, told to no client.
pub const MENU_ITEM_TAKEN: &str = "streaming.menu.item.taken";

/// The payload of [`MENU_UPDATED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MenuUpdated {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// The session that is live.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub session_id: Option<SessionId>,
    /// The menu as everybody sees it.
    #[serde(flatten)]
    pub menu: PublicMenuBody,
}

/// The payload of [`MENU_ITEM_TAKEN`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MenuItemTaken {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// In which session.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// By which tip.
    #[schema(value_type = String, format = "uuid")]
    pub tip_id: TipId,
    /// Which item.
    #[schema(value_type = String, format = "uuid")]
    pub menu_item_id: MenuItemId,
    /// How often it can still be had in this session; none: endlessly.
    #[schema(required)]
    pub remaining: Option<i64>,
}

pub(crate) fn menu_updated(who: SessionOwner, session: Option<SessionId>, menu: PublicMenuBody, id: EventId, at: Timestamp) -> NewEvent {
    let payload = MenuUpdated { version: VERSION, creator_id: who.creator_id, session_id: session, menu };
    NewEvent::new(id, MENU_UPDATED, who.tenant_id, creator_topic(who.creator_id), at, &payload)
}

/// Its id follows from that of the tip's own event.
pub(crate) fn menu_item_taken(tip: &Tip, item: MenuItemId, remaining: Option<i64>, tip_event: EventId) -> NewEvent {
    let payload = MenuItemTaken {
        version: VERSION,
        creator_id: tip.creator_id,
        session_id: tip.session_id,
        tip_id: tip.id,
        menu_item_id: item,
        remaining,
    };
    let id = menu_event_id(tip_event, MENU_ITEM_TAKEN);
    NewEvent::new(id, MENU_ITEM_TAKEN, tip.tenant_id, session_topic(tip.session_id), tip.created_at, &payload)
}

/// The id of an event about a menu that follows from another event: the same however often a transaction runs.
pub(crate) fn menu_event_id(from: EventId, what: &'static str) -> EventId {
    let hash = Sha256::new().chain_update(what).chain_update(from.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    EventId::from_bytes(bytes)
}
