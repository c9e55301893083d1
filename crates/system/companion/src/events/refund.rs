//! What others may hear of refunds.

use footlights_base::{AccountId, EventId, NewEvent, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{VERSION, session_topic};
use crate::model::{Platform, SessionId, SessionStatus, Tip, TipId, Totals};
use crate::wire::{TipBody, TotalsBody};

/// A tip was given back, wholly or in part; on `session:ID`, also after the session's end.
pub const TIP_REFUNDED: &str = "streaming.tip.refunded";

/// The payload of [`TIP_REFUNDED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TipRefunded {
    /// 1.
    pub version: u32,
    /// Who gave it back.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// The session it was given in.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// The session's platform.
    pub platform: Platform,
    /// Which tip.
    #[schema(value_type = String, format = "uuid")]
    pub tip_id: TipId,
    /// How much was given back by this, in minor units.
    pub amount_cents: i64,
    /// How much of it in all.
    pub refunded_cents: i64,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// The totals right after it.
    pub session_totals: TotalsBody,
    /// Whether the session goes on.
    pub session_status: SessionStatus,
    /// The tip since.
    pub tip: TipBody,
}

/// A refund as it is told.
pub(crate) struct Refund<'a> {
    pub(crate) tip: &'a Tip,
    pub(crate) amount_cents: i64,
    pub(crate) reason: Option<&'a str>,
    pub(crate) totals: Totals,
    pub(crate) status: SessionStatus,
}

pub(crate) fn tip_refunded(refund: &Refund<'_>, id: EventId, at: Timestamp) -> NewEvent {
    let tip = refund.tip;
    let payload = TipRefunded {
        version: VERSION,
        creator_id: tip.creator_id,
        session_id: tip.session_id,
        platform: tip.platform,
        tip_id: tip.id,
        amount_cents: refund.amount_cents,
        refunded_cents: tip.refunded_cents,
        reason: refund.reason.map(str::to_owned),
        session_totals: refund.totals.into(),
        session_status: refund.status,
        tip: tip.clone().into(),
    };
    NewEvent::new(id, TIP_REFUNDED, tip.tenant_id, session_topic(tip.session_id), at, &payload)
}
