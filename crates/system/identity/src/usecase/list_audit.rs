//! Lists a tenant's audit trail, newest first. For admins and the operator.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::{Failure, Page};
use footlights_surface::Role;

use crate::Identity;
use crate::model::{Actor, AuditEntry, AuditId};
use crate::store::audit;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "audit";

impl Identity {
    /// A page of the audit trail before the entry `before`.
    ///
    /// # Errors
    /// See the module.
    pub(crate) async fn list_audit_before(&self, actor: &Actor, before: Option<AuditId>, limit: u32) -> Result<Page<AuditEntry>, Failure> {
        actor.require(Role::Admin, "audit:read")?;
        let tenant = actor.tenant();
        let rows = self.store.read("identity.list_audit", move |tx| audit::list(tx, tenant, before, limit)).await?;
        Ok(Page::from_rows(rows, limit, LIST, |entry| entry.id))
    }

    /// The newest entries of the audit trail.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_audit(&self, actor: &Actor, limit: u32) -> Result<Page<AuditEntry>, Failure> {
        self.list_audit_before(actor, None, limit).await
    }
}
