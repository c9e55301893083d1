//! What works by itself: alerts from tips, and the conductor who shows them.

mod alert;
mod alerts_from_tips;
mod conducting;
mod conductor;
mod goals_from_tips;
mod moderators_of_accounts;
pub(crate) mod news;
pub(crate) mod seal;

pub(crate) use alert::{TipAlert, queue_alert};
pub use alerts_from_tips::AlertsFromTips;
pub use conducting::{Conducting, Issued, Turn};
pub use conductor::Conductor;
pub use goals_from_tips::GoalsFromTips;
pub use moderators_of_accounts::ModeratorsOfAccounts;

use std::sync::Arc;

use footlights_store::{JobHandler, Subscriber};

use crate::Overlays;

impl Overlays {
    /// Everything that reacts to events.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(AlertsFromTips::new(self.settings.tiers)), Arc::new(GoalsFromTips), Arc::new(ModeratorsOfAccounts)]
    }

    /// Queues of durable jobs.
    #[must_use]
    pub fn jobs(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![Arc::new(seal::SealTips(self.companion.clone()))]
    }
}
