//! Rows of the audit trail: only ever added.

use footlights_base::TenantId;
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use serde_json::Value;

use crate::model::{Act, AuditEntry, AuditId};

statements! {
    /// Something was done.
    INSERT = "INSERT INTO identity_audit (id, tenant_id, at, actor_id, remote, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A tenant's, newest first.
    LIST = "SELECT id, at, actor_id, remote, action, subject, detail FROM identity_audit WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
}

fn entry(row: &Row) -> Result<AuditEntry, Stop> {
    let detail: String = row.get(6)?;
    Ok(AuditEntry {
        id: row.get(0)?,
        at: row.get(1)?,
        actor_id: row.get(2)?,
        remote: row.get(3)?,
        action: row.get(4)?,
        subject: row.get(5)?,
        detail: serde_json::from_str(&detail).unwrap_or(Value::String(detail)),
    })
}

/// Writes down that `act` was done to `subject`.
pub(crate) fn add(tx: &mut Tx<'_>, act: &Act, subject: &str, detail: &Value) -> Result<(), Stop> {
    let values = params![act.id, act.tenant, act.at, act.actor, act.remote.as_deref(), act.action, subject, detail.to_string()];
    tx.run(INSERT, values)
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, tenant: TenantId, before: Option<AuditId>, limit: u32) -> Result<Vec<AuditEntry>, Stop> {
    let before = before.unwrap_or(AuditId::from_bytes([0xff; 16]));
    read.rows(LIST, params![tenant, before, limit + 1])?.iter().map(entry).collect()
}
