//! The nouns as JSON (4-contracts §4): the same in REST answers, acknowledgements and events.

mod alerts;
mod goal;
mod menu;
mod session_state;

use footlights_base::{AccountId, Currency, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::model::{Note, NoteId, Platform, Session, SessionId, SessionStatus, Tip, TipId, TipSource, Totals};

pub use alerts::AlertBody;
pub use goal::{GoalAmounts, GoalBody, GoalProgressBody, GoalsBody};
pub(crate) use menu::MENU_FRAME;
pub use menu::{MenuBody, MenuItemBody, PublicMenuBody, PublicMenuItemBody};
pub(crate) use session_state::{SessionFigures, SessionState};

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionBody {
    /// Its id. Who has it may follow the session, so treat it as a link.
    #[schema(value_type = String, format = "uuid")]
    pub id: SessionId,
    /// Whose stream.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Where.
    pub platform: Platform,
    /// Whether it goes on.
    pub status: SessionStatus,
    /// What it is called.
    #[schema(required)]
    pub title: Option<String>,
    /// What the creator's own programs hang on it.
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub ended_at: Option<Timestamp>,
    /// How many watch; 0 once it has ended.
    pub viewer_count: u32,
    /// At most so far.
    pub peak_viewers: u32,
    /// On average over time since the first report, to one decimal.
    pub average_viewers: f64,
    /// What its tips add up to, in minor units of its currency.
    pub total_tips_cents: i64,
    /// How many tips.
    pub tip_count: i64,
    /// ISO 4217; fixed at the start.
    #[schema(value_type = String)]
    pub currency: Currency,
}

impl SessionBody {
    /// The session as it stands at `now`.
    #[must_use]
    pub fn at(session: Session, now: Timestamp) -> Self {
        Self {
            average_viewers: session.average_viewers(now),
            id: session.id,
            creator_id: session.creator_id,
            platform: session.platform,
            status: session.status,
            title: session.title,
            metadata: session.metadata,
            started_at: session.started_at,
            ended_at: session.ended_at,
            viewer_count: session.viewers.count,
            peak_viewers: session.viewers.peak,
            total_tips_cents: session.totals.total_tips_cents,
            tip_count: session.totals.tip_count,
            currency: session.currency,
        }
    }
}

/// A tip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Tip)]
pub struct TipBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: TipId,
    /// The session it was given in.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// How much, in minor units of the session's currency.
    pub amount_cents: i64,
    /// The session's currency.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// How many tokens it was given as.
    #[schema(required)]
    pub amount_tokens: Option<i64>,
    /// Who gave it.
    #[schema(required)]
    pub tipper_name: Option<String>,
    /// What they say.
    #[schema(required)]
    pub message: Option<String>,
    /// By which way it came.
    pub source: TipSource,
    /// How the platform calls it.
    #[schema(required)]
    pub external_id: Option<String>,
    /// The menu item it took.
    #[schema(required, format = "uuid")]
    pub menu_item_id: Option<String>,
    /// What the item was called then.
    #[serde(default)]
    #[schema(required)]
    pub menu_item_name: Option<String>,
    /// Whether only the creator sees the name of who gave it.
    #[serde(default)]
    #[schema(required)]
    pub anonymous: bool,
    /// Whether it waits for a moderator before overlays show it.
    pub held: bool,
    /// How much was given back, in minor units.
    pub refunded_cents: i64,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl From<Tip> for TipBody {
    fn from(tip: Tip) -> Self {
        Self {
            id: tip.id,
            session_id: tip.session_id,
            amount_cents: tip.amount_cents,
            currency: tip.currency,
            amount_tokens: tip.amount_tokens,
            tipper_name: tip.tipper_name,
            message: tip.message,
            source: tip.source,
            external_id: tip.external_id,
            menu_item_id: tip.menu_item_id.map(|id| id.to_string()),
            menu_item_name: tip.menu_item_name,
            anonymous: tip.anonymous,
            held: tip.held,
            refunded_cents: tip.refunded_cents,
            created_at: tip.created_at,
        }
    }
}

/// What a session's tips add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionTotals)]
pub struct TotalsBody {
    /// The sum, in minor units.
    pub total_tips_cents: i64,
    /// How many.
    pub tip_count: i64,
    /// The session's currency.
    #[schema(value_type = String)]
    pub currency: Currency,
}

impl From<Totals> for TotalsBody {
    fn from(totals: Totals) -> Self {
        Self { total_tips_cents: totals.total_tips_cents, tip_count: totals.tip_count, currency: totals.currency }
    }
}

/// A note of a session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Note)]
pub struct NoteBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: NoteId,
    /// What it says.
    pub text: String,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl From<Note> for NoteBody {
    fn from(note: Note) -> Self {
        Self { id: note.id, text: note.text, created_at: note.created_at }
    }
}
