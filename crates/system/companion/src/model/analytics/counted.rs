//! As much of a tip as figures and exports need.

use footlights_base::{Currency, Timestamp};

use crate::model::{Platform, SessionId, TipId, TipSource};

/// As much of a tip as is summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CountedTip {
    pub(crate) id: TipId,
    pub(crate) session_id: SessionId,
    pub(crate) platform: Platform,
    pub(crate) currency: Currency,
    pub(crate) amount_cents: i64,
    pub(crate) refunded_cents: i64,
    pub(crate) tipper_name: Option<String>,
    pub(crate) created_at: Timestamp,
}

/// As much of a tip as a table for a spreadsheet shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedTip {
    /// Its id.
    pub id: TipId,
    /// The session it was given in.
    pub session_id: SessionId,
    /// When it was given.
    pub created_at: Timestamp,
    /// The session's platform.
    pub platform: Platform,
    /// By which way it came.
    pub source: TipSource,
    /// How much, in minor units.
    pub amount_cents: i64,
    /// How much was given back, in minor units.
    pub refunded_cents: i64,
    /// The session's currency.
    pub currency: Currency,
    /// How many tokens it was given as.
    pub amount_tokens: Option<i64>,
    /// Who gave it.
    pub tipper_name: Option<String>,
    /// What they say.
    pub message: Option<String>,
    /// How the platform calls it.
    pub external_id: Option<String>,
}
