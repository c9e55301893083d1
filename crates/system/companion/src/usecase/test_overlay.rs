//! Puts a test alert on the overlay, with or without a session: no tip, no totals, no tip event.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400).

use footlights_alerts::AlertId;
use footlights_base::{Failure, Timestamp};
use footlights_store::{Once, Tx};
use footlights_surface::{Caller, Role};

use crate::Overlays;
use crate::events::creator_topic;
use crate::job::{TipAlert, queue_alert};
use crate::model::{NewAlert, SessionOwner};
use crate::store::settings;

/// The tip to pretend.
#[derive(Debug, Clone, Default)]
pub struct TestTip {
    /// Money in minor units; 500 when not said.
    pub amount_cents: Option<i64>,
    /// Who gives it.
    pub tipper_name: Option<String>,
    /// What they say.
    pub message: Option<String>,
}

impl Overlays {
    /// The id of the alert.
    ///
    /// # Errors
    /// See the module.
    pub async fn test_overlay(&self, caller: &Caller, command: TestTip, once: Option<Once>) -> Result<AlertId, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("overlay:write")?;
        let defaults = self.companion.settings.for_creators();
        let shown = TipAlert::pretended(command, defaults.general.currency)?;
        let (id, at): (_, Timestamp) = (AlertId::new(&*self.companion.clock, &self.companion.chance), self.companion.now());
        let owner = SessionOwner::from(caller);
        let run = move |tx: &mut Tx<'_>| {
            tx.once(once.as_ref(), |tx| {
                let set = settings::load(tx, owner.creator_id, &defaults)?.alerts;
                let alert = shown.alert(id, owner, at, set.tiers);
                queue_alert(tx, &NewAlert { test: true, passed_over: set.do_not_disturb, ..alert })?;
                Ok(id)
            })
        };
        self.companion.store.write("companion.test_overlay", creator_topic(caller.account), run).await
    }
}
