//! What other systems may hear of accounts. Topic: `account:ID`.

use footlights_base::{AccountId, EventId, NewEvent, Timestamp, Topic};
use footlights_surface::Roles;
use serde::{Deserialize, Serialize};

use crate::model::Account;

/// An account was made.
pub const ACCOUNT_CREATED: &str = "identity.account.created";
/// A name or roles changed.
pub const ACCOUNT_UPDATED: &str = "identity.account.updated";
/// An account may not sign in any more, for now.
pub const ACCOUNT_SUSPENDED: &str = "identity.account.suspended";
/// A suspension was lifted.
pub const ACCOUNT_RESUMED: &str = "identity.account.resumed";
/// An account is gone for good; whoever keeps something about it forgets it.
pub const ACCOUNT_DELETED: &str = "identity.account.deleted";

/// The payload of all of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountPayload {
    /// Whose account.
    pub account_id: AccountId,
    /// Its name to sign in with.
    pub username: String,
    /// Its name for people.
    pub display_name: String,
    /// Its roles.
    pub roles: Roles,
}

/// The topic and command key of an account.
pub(crate) fn topic(account: AccountId) -> Topic {
    Topic::new("account", account)
}

/// An event about `account`.
pub(crate) fn about(account: &Account, kind: &'static str, id: EventId, at: Timestamp) -> NewEvent {
    let payload = AccountPayload {
        account_id: account.id,
        username: account.username.clone(),
        display_name: account.display_name.clone(),
        roles: account.roles,
    };
    NewEvent::new(id, kind, account.tenant_id, topic(account.id), at, &payload)
}
