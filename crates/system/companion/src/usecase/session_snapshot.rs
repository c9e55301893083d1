//! What who begins to follow a session starts with, or who has missed too much: figures, goals, and the menu for all but those who
//! only know the session's id.

use footlights_realtime::Audience;
use footlights_store::{ReadTx, Stop};
use serde_json::Value;

use crate::Companion;
use crate::audience::ANONYMOUS;
use crate::model::SessionId;
use crate::wire::{GoalBody, SessionFigures, SessionState};

impl Companion {
    /// The session for this audience, read inside the join's snapshot: what is told first fits the place it is followed from.
    pub(crate) fn session_snapshot(
        &self,
        id: SessionId,
        audience: Audience,
    ) -> impl Fn(&mut ReadTx<'_>) -> Result<Value, Stop> + Send + Sync + use<> {
        let (figures, companion) = (self.figures_in_snapshot(id), self.clone());
        move |read| {
            let figures = SessionFigures::from(&figures(read)?);
            let goals = Self::goals_in_snapshot(read, id)?.iter().map(GoalBody::from).collect();
            let menu = if audience == ANONYMOUS { None } else { companion.menu_in_snapshot(read, id)? };
            serde_json::to_value(SessionState { figures, goals, menu }).map_err(Stop::broken)
        }
    }
}
