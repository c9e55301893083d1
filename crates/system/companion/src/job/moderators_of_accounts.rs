//! An account that is gone for good moderates nobody, and has no moderators.

use footlights_base::Event;
use footlights_identity::{ACCOUNT_DELETED, AccountPayload};
use footlights_store::{Keys, Stop, Subscriber, Tx};

use crate::store::moderator;

/// The durable subscriber that forgets what deleted accounts leave behind among the moderators.
#[derive(Debug)]
pub struct ModeratorsOfAccounts;

impl Subscriber for ModeratorsOfAccounts {
    fn name(&self) -> &'static str {
        "companion.moderators_of_accounts"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[ACCOUNT_DELETED]
    }

    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let gone: AccountPayload = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        moderator::forget_account(tx, gone.account_id)
    }
}
