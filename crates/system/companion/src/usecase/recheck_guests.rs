//! Looks up again what moderators may do who follow something of a creator's, so that whoever has lost a right is put out.

use footlights_base::{AccountId, Failure};

use crate::Companion;
use crate::model::{Rights, SessionOwner};
use crate::store::moderator;

impl Companion {
    /// The rights of each of these accounts with each of these creators, in their order; none for who is no moderator.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn recheck_guests(&self, guests: Vec<(SessionOwner, AccountId)>) -> Result<Vec<Rights>, Failure> {
        if guests.is_empty() {
            return Ok(Vec::new());
        }
        let looked = self.store.read("companion.recheck_guests", move |tx| {
            guests.iter().map(|(owner, account)| moderator::rights(tx, *owner, *account)).collect()
        });
        looked.await
    }
}
