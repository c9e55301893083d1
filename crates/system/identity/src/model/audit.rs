//! An entry of the audit trail: who did what to whom, and when.

use footlights_base::{AccountId, TenantId, Timestamp, define_id};
use serde::{Deserialize, Serialize};
use serde_json::Value;

define_id!(
    /// An entry of the audit trail.
    AuditId
);

/// An administrative act that was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its id.
    pub(crate) id: AuditId,
    /// When.
    pub at: Timestamp,
    /// By which account; none when by the operator at the machine.
    pub actor_id: Option<AccountId>,
    /// From which address, when by an account.
    pub remote: Option<String>,
    /// What, such as `account.created`.
    pub action: String,
    /// To which thing, its id.
    pub subject: String,
    /// What changed; never a secret.
    pub detail: Value,
}

impl AuditEntry {
    /// Its id as text.
    #[must_use]
    pub fn id(&self) -> String {
        self.id.to_string()
    }
}

/// An act about to be written down, with everything but the outcome known before the transaction.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) id: AuditId,
    pub(crate) tenant: TenantId,
    pub(crate) at: Timestamp,
    pub(crate) actor: Option<AccountId>,
    pub(crate) remote: Option<String>,
    pub(crate) action: &'static str,
}
