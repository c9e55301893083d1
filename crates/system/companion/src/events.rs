//! What others may hear of sessions and tips.
//!
//! `streaming.session.started` is published on `creator:ID`, so that who follows a creator hears of each new session;
//! everything else on `session:ID`. Payloads carry `version`: readers of version 1 go on understanding later ones, since
//! fields are only ever added.

mod alerts;
mod document;
mod goals;
mod menu;
mod overlay;
mod refund;

use footlights_base::{AccountId, Currency, EventId, NewEvent, TenantId, Timestamp, Topic};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{
    AlertSettings, Book, Platform, RecordedTip, Right, Rights, Session, SessionId, SessionOwner, SessionStatus, TipSource, Totals, Viewers,
};
use crate::wire::{TipBody, TotalsBody};

pub use alerts::{ALERT_CHANGED, ALERT_QUEUED, ALERT_RELEASED, ALERT_SKIPPED, AlertChanged, AlertQueued, AlertTip};
pub(crate) use alerts::{alert_changed, alert_queued, alert_released};
pub use document::published;
pub use goals::{GOAL_CHANGED, GOAL_COMPLETED, GOAL_PROGRESSED, GoalChange, GoalChanged, GoalCompleted, GoalProgressed};
pub(crate) use goals::{GoalCause, goal_changed, goal_completed, goal_progressed};
pub use menu::{MENU_ITEM_TAKEN, MENU_UPDATED, MenuItemTaken, MenuUpdated};
pub(crate) use menu::{menu_event_id, menu_item_taken, menu_updated};
pub use overlay::{ANIMATION_TRIGGERED, AnimationTriggered, LEADER_CHANGED, LeaderChanged, THEME_UPDATED, ThemeUpdated};
pub(crate) use overlay::{animation_triggered, id_after, leader_changed, theme_updated};
pub(crate) use refund::{Refund, tip_refunded};
pub use refund::{TIP_REFUNDED, TipRefunded};

/// A session began.
pub const SESSION_STARTED: &str = "streaming.session.started";
/// A session's title or metadata changed. They are not told, they are read; viewer counts come without a number.
pub const SESSION_UPDATED: &str = "streaming.session.updated";
/// A session is over.
pub const SESSION_ENDED: &str = "streaming.session.ended";
/// A tip was recorded.
pub const TIP_RECEIVED: &str = "streaming.tip.received";

/// A moderator came, got other rights, or went; on `creator:ID`, told to no client.
pub const MODERATOR_CHANGED: &str = "streaming.moderator.changed";

/// A held tip may be shown to everybody; its payload is that of [`TIP_RECEIVED`]. Whatever shows, speaks or animates a tip waits
/// for this where the tip came in with `held: true`; whatever counts it does not.
pub const TIP_RELEASED: &str = "streaming.tip.released";
/// A creator has changed her settings; on `creator:ID`. Told is how alerts come, for who looks after them; the rest is read.
pub const SETTINGS_UPDATED: &str = "streaming.settings.updated";

/// The version of the payloads below.
const VERSION: u32 = 1;

/// The payload of [`SESSION_STARTED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionStarted {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Where.
    pub platform: Platform,
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// What its tips are counted in.
    #[schema(value_type = String)]
    pub currency: Currency,
}

/// The payload of [`SESSION_UPDATED`]: numbers and status only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(description = "How a session stands: numbers and status only.")]
pub struct SessionUpdated {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// Whether it goes on.
    pub status: SessionStatus,
    /// How many watch.
    pub viewer_count: u32,
    /// At most so far.
    pub peak_viewers: u32,
    /// On average over time.
    pub average_viewers: f64,
    /// What the tips add up to.
    #[serde(flatten)]
    pub totals: TotalsBody,
}

/// The payload of [`SESSION_ENDED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionEnded {
    /// The last figures.
    #[serde(flatten)]
    pub figures: SessionUpdated,
    /// Where it ran.
    pub platform: Platform,
    /// How long it lasted, in whole seconds.
    pub duration: u64,
    /// When it ended.
    #[schema(value_type = String, format = DateTime)]
    pub ended_at: Timestamp,
}

/// The payload of [`TIP_RECEIVED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TipReceived {
    /// 1.
    pub version: u32,
    /// Who got it.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// In which session.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// The session's platform.
    pub platform: Platform,
    /// How much, in minor units.
    pub amount_cents: i64,
    /// By which way it came.
    pub source: TipSource,
    /// The tip.
    pub tip: TipBody,
    /// The totals right after it.
    pub session_totals: TotalsBody,
}

/// The payload of [`SETTINGS_UPDATED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingsUpdated {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// The settings' own version.
    pub settings_version: i64,
    /// How alerts come.
    pub alerts: AlertSettings,
}

/// The payload of [`MODERATOR_CHANGED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModeratorChanged {
    /// 1.
    pub version: u32,
    /// Whose moderator.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Which account.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// What it may do from now on; nothing when it went.
    pub rights: Vec<Right>,
}

/// The topic of a creator: whatever session is live.
#[must_use]
pub fn creator_topic(creator: AccountId) -> Topic {
    Topic::new("creator", creator)
}

/// The topic of one session.
#[must_use]
pub fn session_topic(session: SessionId) -> Topic {
    Topic::new("session", session)
}

pub(crate) fn started(session: &Session, id: EventId) -> NewEvent {
    let payload = SessionStarted {
        version: VERSION,
        creator_id: session.creator_id,
        platform: session.platform,
        session_id: session.id,
        started_at: session.started_at,
        currency: session.currency,
    };
    NewEvent::new(id, SESSION_STARTED, session.tenant_id, creator_topic(session.creator_id), session.started_at, &payload)
}

impl SessionUpdated {
    /// The figures of a session as they stand at `now`.
    #[must_use]
    pub fn of(session: &Session, now: Timestamp) -> Self {
        let until = session.ended_at.unwrap_or(now);
        Self::new(session.id, session.creator_id, session.status, session.viewers, session.totals, until)
    }

    pub(crate) fn of_book(id: SessionId, book: &Book, now: Timestamp) -> Self {
        Self::new(id, book.owner.creator_id, book.status, book.viewers, book.totals, now)
    }

    fn new(
        session_id: SessionId,
        creator_id: AccountId,
        status: SessionStatus,
        viewers: Viewers,
        totals: Totals,
        until: Timestamp,
    ) -> Self {
        Self {
            version: VERSION,
            creator_id,
            session_id,
            status,
            viewer_count: viewers.count,
            peak_viewers: viewers.peak,
            average_viewers: viewers.average(until),
            totals: totals.into(),
        }
    }
}

pub(crate) fn updated(tenant: TenantId, figures: &SessionUpdated, id: EventId, at: Timestamp) -> NewEvent {
    NewEvent::new(id, SESSION_UPDATED, tenant, session_topic(figures.session_id), at, figures)
}

pub(crate) fn ended(session: &Session, id: EventId, at: Timestamp) -> NewEvent {
    let payload = SessionEnded {
        figures: SessionUpdated::of(session, at),
        platform: session.platform,
        duration: at.since(session.started_at).as_secs(),
        ended_at: at,
    };
    NewEvent::new(id, SESSION_ENDED, session.tenant_id, session_topic(session.id), at, &payload)
}

pub(crate) fn settings_updated(who: SessionOwner, settings_version: i64, alerts: AlertSettings, id: EventId, at: Timestamp) -> NewEvent {
    let payload = SettingsUpdated { version: VERSION, creator_id: who.creator_id, settings_version, alerts };
    NewEvent::new(id, SETTINGS_UPDATED, who.tenant_id, creator_topic(who.creator_id), at, &payload)
}

pub(crate) fn moderator_changed(owner: SessionOwner, account: AccountId, rights: Rights, id: EventId, at: Timestamp) -> NewEvent {
    let creator_id = owner.creator_id;
    let payload = ModeratorChanged { version: VERSION, creator_id, account_id: account, rights: rights.iter().collect() };
    NewEvent::new(id, MODERATOR_CHANGED, owner.tenant_id, creator_topic(creator_id), at, &payload)
}

pub(crate) fn tip_received(recorded: &RecordedTip, id: EventId) -> NewEvent {
    of_tip(TIP_RECEIVED, recorded, id, recorded.tip.created_at)
}

pub(crate) fn tip_released(recorded: &RecordedTip, id: EventId, at: Timestamp) -> NewEvent {
    of_tip(TIP_RELEASED, recorded, id, at)
}

fn of_tip(kind: &'static str, recorded: &RecordedTip, id: EventId, at: Timestamp) -> NewEvent {
    let tip = &recorded.tip;
    let payload = TipReceived {
        version: VERSION,
        creator_id: tip.creator_id,
        session_id: tip.session_id,
        platform: tip.platform,
        amount_cents: tip.amount_cents,
        source: tip.source,
        tip: tip.clone().into(),
        session_totals: recorded.session_totals.into(),
    };
    NewEvent::new(id, kind, tip.tenant_id, session_topic(tip.session_id), at, &payload)
}
