//! Lets somebody follow a creator's alerts live. For herself and moderators with the right `alerts`.
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such creator, or none whom the caller helps so).

use footlights_base::{AccountId, Failure};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Alert, AlertFilter, AlertSettings, AlertState, Right, SessionOwner};
use crate::store::{alert, settings};

/// How many of each state a snapshot shows at most; who wants all lists them.
const SHOWN_MAX: u32 = 100;

/// What who follows has to know to begin with.
pub(crate) struct AlertsNow {
    /// What is not over, newest first.
    pub(crate) alerts: Vec<Alert>,
    /// How often the settings were changed.
    pub(crate) settings_version: i64,
    /// How alerts come.
    pub(crate) settings: AlertSettings,
}

impl Companion {
    /// Whom the caller may follow: herself, or the `creator` whom she helps.
    ///
    /// # Errors
    /// See the module.
    pub(crate) async fn follow_creator(&self, caller: &Caller, creator: Option<AccountId>) -> Result<SessionOwner, Failure> {
        caller.require_scope("alerts:read")?;
        let who = SessionOwner::from(caller);
        self.store.read("companion.follow_creator", move |tx| acting::on_behalf(tx, who, creator, Right::Alerts)).await
    }

    /// The alerts that are not over, read inside somebody else's snapshot.
    pub(crate) fn alerts_in_snapshot(
        &self,
        owner: SessionOwner,
    ) -> impl Fn(&mut ReadTx<'_>) -> Result<AlertsNow, Stop> + Send + Sync + use<> {
        let defaults = self.settings.for_creators();
        move |read| {
            let mut alerts = Vec::new();
            for state in [AlertState::Held, AlertState::Queued, AlertState::Showing] {
                let filter = AlertFilter { creator_id: None, state: Some(state) };
                alerts.extend(alert::list(read, owner, &filter, None, SHOWN_MAX)?);
            }
            let said = settings::load_said(read, owner.creator_id)?;
            let settings = defaults.with(&said.value).map_err(Stop::broken)?.alerts;
            Ok(AlertsNow { alerts, settings_version: said.version, settings })
        }
    }
}
