//! How many watch, without a number.

use footlights_realtime::Ephemeral;
use serde::Serialize;
use utoipa::ToSchema;

use super::SESSION_FRAME;
use crate::events::{SessionUpdated, session_topic};
use crate::model::{SessionId, SessionStatus};

/// No totals: they might be older than those of a tip that was told meanwhile.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct ViewerCounts {
    #[schema(value_type = String, format = "uuid")]
    session_id: SessionId,
    status: SessionStatus,
    viewer_count: u32,
    peak_viewers: u32,
    average_viewers: f64,
}

/// For all who follow the session.
pub(in super::super) fn viewers(figures: &SessionUpdated) -> Ephemeral {
    let SessionUpdated { session_id, status, viewer_count, peak_viewers, average_viewers, .. } = *figures;
    let counts = ViewerCounts { session_id, status, viewer_count, peak_viewers, average_viewers };
    Ephemeral::new(session_topic(session_id), SESSION_FRAME, &counts).coalesce("viewers")
}
