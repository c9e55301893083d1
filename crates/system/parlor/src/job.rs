//! What parlor does by itself.

mod accounts;
pub(crate) mod guests;
pub(crate) mod purge;

use std::sync::Arc;

use footlights_store::{JobHandler, Subscriber};

use crate::Parlor;

impl Parlor {
    /// What follows from events.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(accounts::HearOfAccounts)]
    }

    /// What is done later.
    #[must_use]
    pub fn jobs(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![
            Arc::new(purge::PurgeRooms(self.clone())),
            Arc::new(accounts::ForgetAccounts(self.clone())),
            Arc::new(guests::EndGuests(self.clone())),
        ]
    }
}
