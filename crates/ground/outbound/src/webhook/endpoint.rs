//! A webhook: where to, what, and how it fares. Knows no secret.

use footlights_base::{TenantId, Timestamp, define_id};
use serde::{Deserialize, Serialize};

use super::Filter;

define_id!(
    /// A webhook.
    WebhookId
);

/// Why a webhook was switched off by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// It answered 410 Gone.
    Gone,
    /// It has failed and nothing else for days.
    Failing,
    /// More deliveries waited for it than are kept.
    Overflowing,
}

impl OffReason {
    /// Its name in rows and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Overflowing => "overflowing",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Gone, Self::Failing, Self::Overflowing].into_iter().find(|reason| reason.as_str() == text)
    }
}

/// A subscription of a tenant over the event log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Whose it is.
    pub tenant: TenantId,
    /// Where deliveries go.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Which events it wants.
    pub filter: Filter,
    /// Whether it gets any.
    pub active: bool,
    /// What happened before this moment it does not get.
    pub listens_since: Timestamp,
    /// Why we switched it off, if we did.
    pub off_reason: Option<OffReason>,
    /// When we did.
    pub off_at: Option<Timestamp>,
    /// Until when the secret before the last rotation signs along.
    pub old_secret_until: Option<Timestamp>,
    /// Failed tries since the last one that went well.
    pub failures: i64,
    /// When the first of these was.
    pub failing_since: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings were last changed.
    pub updated_at: Timestamp,
}
