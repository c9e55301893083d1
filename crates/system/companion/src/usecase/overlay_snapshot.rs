//! What an overlay that has come in by its key begins with: the look, the live session's figures, goals, the menu, who leads.

use footlights_base::{AccountId, Currency, Failure, Timestamp};
use footlights_store::{ReadTx, Stop};
use serde::Serialize;
use utoipa::ToSchema;

use super::{list_goals, list_menu};
use crate::Companion;
use crate::events::SessionUpdated;
use crate::model::{Leader, SessionId, SessionOwner, Theme};
use crate::store::{leader, overlay, session, settings, theme};
use crate::wire::{GoalBody, PublicMenuItemBody};

/// Everything that is drawn before anything happens. Read after the topics were joined, so that what is newer follows.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverlaySnapshot {
    /// The server's time, by which an overlay tells what is old.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) now: Timestamp,
    /// The figures of the live session.
    #[schema(required)]
    pub(crate) session: Option<SessionUpdated>,
    /// What is worked towards, by its place.
    pub(crate) goals: Vec<GoalBody>,
    /// What can be had for a tip, by its place.
    pub(crate) menu: Vec<PublicMenuItemBody>,
    /// Who leads the session.
    #[schema(required)]
    pub(crate) leader: Option<Leader>,
    /// What is counted in where no session is live.
    #[schema(value_type = String)]
    pub(crate) currency: Currency,
    /// How loud it may be: 0 to 1.
    pub(crate) volume: f64,
    /// The look.
    pub(crate) theme: Theme,
}

impl Companion {
    /// As things stand for this creator.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn overlay_snapshot(&self, creator: AccountId, live: Option<SessionId>) -> Result<OverlaySnapshot, Failure> {
        let (now, defaults) = (self.now(), self.settings.for_creators());
        let look = move |read: &mut ReadTx<'_>| -> Result<OverlaySnapshot, Stop> {
            let found = live.map(|live| session::lookup(read, live)).transpose()?.flatten();
            let leader = live.map(|live| leader::first(read, live)).transpose()?.flatten();
            let goals = match overlay::find_tenant(read, creator)? {
                Some(tenant_id) => list_goals::shown(read, SessionOwner { tenant_id, creator_id: creator }, live)?,
                None => Vec::new(),
            };
            let wishes = settings::load(read, creator, &defaults)?;
            Ok(OverlaySnapshot {
                now,
                session: found.map(|live| SessionUpdated::of(&live, now)),
                goals: goals.iter().map(GoalBody::from).collect(),
                menu: list_menu::public(read, creator, &defaults, now)?.1.items,
                leader,
                currency: wishes.general.currency,
                volume: f64::from(wishes.alerts.volume) / 100.0,
                theme: theme::load(read, creator)?,
            })
        };
        self.store.read("companion.overlay_snapshot", look).await
    }
}
