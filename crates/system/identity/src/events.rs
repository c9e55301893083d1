//! What other systems may hear of accounts. Topic: `account:ID`.

use footlights_base::{AccountId, EventId, NewEvent, Timestamp, Topic};
use footlights_outbound::webhook::{WEBHOOK_DISABLED, WEBHOOK_TEST, WebhookDisabledPayload, WebhookTestPayload};
use footlights_surface::{Published, Role, Roles, Shape};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountPayload {
    /// Whose account.
    #[schema(value_type = String, format = "uuid")]
    pub account_id: AccountId,
    /// Its name to sign in with.
    pub username: String,
    /// Its name for people.
    pub display_name: String,
    /// Its roles.
    #[schema(value_type = Vec<Role>)]
    pub roles: Roles,
}

/// All of them, with what each carries, for the AsyncAPI document.
#[must_use]
pub fn published() -> Vec<Published> {
    let of = |kind, about| Published { kind, topic: "account", about, payload: Shape::of::<AccountPayload>() };
    vec![
        of(ACCOUNT_CREATED, "An account was made."),
        of(ACCOUNT_UPDATED, "A name or roles changed."),
        of(ACCOUNT_SUSPENDED, "An account may not sign in any more, for now."),
        of(ACCOUNT_RESUMED, "A suspension was lifted."),
        of(ACCOUNT_DELETED, "An account is gone for good; whoever keeps something about it forgets it."),
    ]
}

/// What webhooks say of themselves, for the AsyncAPI document.
#[must_use]
pub fn webhooks_published() -> Vec<Published> {
    let of = |kind, about, payload| Published { kind, topic: "webhook", about, payload };
    vec![
        of(WEBHOOK_TEST, "Somebody asked for a test; goes to that webhook alone.", Shape::of::<WebhookTestPayload>()),
        of(WEBHOOK_DISABLED, "A webhook was switched off because it cannot be delivered to.", Shape::of::<WebhookDisabledPayload>()),
    ]
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::published;

    #[test]
    fn every_event_there_is_is_listed() {
        let declared = include_str!("events.rs").lines().filter(|line| line.starts_with("pub const "));
        let declared: BTreeSet<_> = declared.filter_map(|line| line.split('"').nth(1)).collect();
        let listed: BTreeSet<_> = published().iter().map(|event| event.kind).collect();
        assert_eq!(declared, listed);
    }
}
