//! How a session stands, for who follows it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{GoalBody, PublicMenuBody, TotalsBody};
use crate::events::SessionUpdated;
use crate::model::{SessionId, SessionStatus};

/// How a session stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionFigures {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    session_id: SessionId,
    /// Whether it goes on.
    status: SessionStatus,
    /// How many watch.
    viewer_count: u32,
    /// At most so far.
    peak_viewers: u32,
    /// On average over time.
    average_viewers: f64,
    /// What its tips add up to.
    #[serde(flatten)]
    totals: TotalsBody,
}

impl From<&SessionUpdated> for SessionFigures {
    fn from(told: &SessionUpdated) -> Self {
        let SessionUpdated { session_id, status, viewer_count, peak_viewers, average_viewers, totals, .. } = *told;
        Self { session_id, status, viewer_count, peak_viewers, average_viewers, totals }
    }
}

/// A session for who begins to follow it, or has missed too much.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionState {
    /// Its figures.
    #[serde(flatten)]
    #[schema(inline)]
    pub(crate) figures: SessionFigures,
    /// What is worked towards, by its place.
    pub(crate) goals: Vec<GoalBody>,
    /// The menu; not for those who only know the session's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) menu: Option<PublicMenuBody>,
}
