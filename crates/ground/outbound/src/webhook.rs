//! Outgoing webhooks: subscriptions of a tenant over the event log, delivered signed (Standard Webhooks), at least once.
//!
//! Owns: the subscriptions and their secrets, which event goes to whom, sending, trying again over a day, the log of
//! deliveries and the dead letters among them, switching off what is gone. Does not know: who may do what (that is identity's),
//! what an event means.
//!
//! A durable subscriber writes a delivery and puts a job in, in the transaction that moves its position; the job sends, and
//! writes down what came of it under its claim. A process that dies in between sends again: the event's id is the `webhook-id`
//! by which the other side tells. Deliveries of one topic to one endpoint go one after the other, in order, as long as none
//! fails; one that is tried again comes later than those behind it.

mod delivery;
mod endpoint;
mod events;
mod face;
mod filter;
mod interest;
mod keeper;
mod row;
mod schedule;
mod secret;
mod sender;
mod settings;
mod signature;
mod subscriber;
mod verdict;

use footlights_store::{Migrations, Sql, Step};

pub use delivery::{Delivery, DeliveryId, DeliveryState, Try};
pub use endpoint::{OffReason, Webhook, WebhookId};
pub use events::{WEBHOOK_DISABLED, WEBHOOK_TEST, WebhookDisabledPayload, WebhookTestPayload, topic};
pub use face::{Vault, Webhooks, WebhooksParts};
pub use filter::Filter;
pub use row::delivery::{lookup_delivery, of_webhook};
pub use row::endpoint::{add, change, count, delete, list, lookup, rotate};
pub use secret::WebhookSecret;
pub use settings::{
    DESCRIPTION_CHARS_MAX, ForOthers, SECRET_OVERLAP, SUBJECTS_MAX, TYPES_MAX, URL_BYTES_MAX, WEBHOOKS_PER_TENANT_MAX, WebhookSettings,
};
pub use signature::sign;

/// The tables of webhooks, step by step. A step that was released is never changed.
#[must_use]
pub fn migrations() -> Migrations {
    Migrations { system: "outbound", steps: STEPS }
}

const STEPS: &[Step] = &[Step { version: 1, name: "webhooks", sql: include_str!("webhook/migration/0001.sql") }];

/// Every statement, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<Sql> {
    [row::endpoint::STATEMENTS, row::delivery::STATEMENTS].concat()
}
