//! Limits and settings of webhooks, with their defaults.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::Event;
use serde_json::value::RawValue;

use crate::Reach;

/// Webhooks of one tenant, at most.
pub const WEBHOOKS_PER_TENANT_MAX: i64 = 50;
/// The longest address, in bytes.
pub const URL_BYTES_MAX: usize = 2_048;
/// The longest description, in characters.
pub const DESCRIPTION_CHARS_MAX: usize = 200;
/// Types one webhook may name.
pub const TYPES_MAX: usize = 50;
/// Subjects one webhook may name.
pub const SUBJECTS_MAX: usize = 100;
/// How long the secret before the last rotation signs along.
pub const SECRET_OVERLAP: Duration = Duration::from_hours(24);

/// How many deliveries of one webhook wait at most; one that lets more pile up is switched off.
pub(crate) const PENDING_MAX: i64 = 20_000;
/// How many delivered ones of one webhook are kept.
pub(crate) const DELIVERED_KEPT_MAX: i64 = 1_000;
/// How many dead letters of one webhook are kept.
pub(crate) const DEAD_KEPT_MAX: i64 = 20_000;
/// How long what has ended is kept at most.
pub(crate) const ENDED_KEPT_FOR: Duration = Duration::from_hours(30 * 24);
/// The tries one delivery's log tells of.
pub(crate) const TRIES_KEPT: usize = 20;
/// How many topics of one webhook are delivered side by side.
pub(crate) const SLOTS: u8 = 4;
/// Failures in a row before an endpoint counts as failing for good, however long ago the first was: fewer may all be one event.
pub(crate) const FAILURES_TO_SWITCH_OFF: i64 = 12;

/// What an event tells those who are not its owner, where that is less than everything.
pub type ForOthers = fn(&Event) -> Option<Arc<RawValue>>;

/// Settings of webhooks.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// What leaves of an event: a system that keeps something from others says so here.
    pub for_others: ForOthers,
    /// How far endpoints may lie.
    pub reach: Reach,
    /// How long an endpoint may take to answer.
    pub time_out: Duration,
    /// How much of its answer is read, in bytes; it is not kept.
    pub response_bytes_max: usize,
    /// An endpoint that has failed and nothing else for so long is switched off.
    pub off_after: Duration,
    /// Requests at once from one node.
    pub at_once: usize,
    /// Of these, for one tenant: whose endpoints are slow holds up nobody else.
    pub at_once_per_tenant: usize,
    /// Of these, to one host.
    pub at_once_per_host: usize,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            for_others: |_| None,
            reach: Reach::Outside,
            time_out: Duration::from_secs(15),
            response_bytes_max: 64 << 10,
            off_after: Duration::from_hours(5 * 24),
            at_once: 64,
            at_once_per_tenant: 24,
            at_once_per_host: 16,
        }
    }
}
