//! What an overlay that has come in by its key begins with: the look, the live session's figures, goals, who leads.

use footlights_base::{AccountId, Failure, Timestamp};
use footlights_store::{ReadTx, Stop};
use serde::Serialize;

use super::list_goals;
use crate::Companion;
use crate::events::SessionUpdated;
use crate::model::{Leader, SessionId, SessionOwner, Theme};
use crate::store::{leader, overlay, session, theme};
use crate::wire::GoalBody;

/// Everything that is drawn before anything happens. Read after the topics were joined, so that what is newer follows.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverlaySnapshot {
    /// The server's time, by which an overlay tells what is old.
    pub(crate) now: Timestamp,
    /// The figures of the live session.
    pub(crate) session: Option<SessionUpdated>,
    /// What is worked towards, by its place.
    pub(crate) goals: Vec<GoalBody>,
    /// Who leads the session.
    pub(crate) leader: Option<Leader>,
    /// The look.
    pub(crate) theme: Theme,
}

impl Companion {
    /// As things stand for this creator.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn overlay_snapshot(&self, creator: AccountId, live: Option<SessionId>) -> Result<OverlaySnapshot, Failure> {
        let now = self.now();
        let look = move |read: &mut ReadTx<'_>| -> Result<OverlaySnapshot, Stop> {
            let found = live.map(|live| session::lookup(read, live)).transpose()?.flatten();
            let leader = live.map(|live| leader::first(read, live)).transpose()?.flatten();
            let goals = match overlay::find_tenant(read, creator)? {
                Some(tenant_id) => list_goals::shown(read, SessionOwner { tenant_id, creator_id: creator }, live)?,
                None => Vec::new(),
            };
            Ok(OverlaySnapshot {
                now,
                session: found.map(|live| SessionUpdated::of(&live, now)),
                goals: goals.iter().map(GoalBody::from).collect(),
                leader,
                theme: theme::load(read, creator)?,
            })
        };
        self.store.read("companion.overlay_snapshot", look).await
    }
}
