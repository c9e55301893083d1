//! Rows of webhooks.

use std::collections::HashSet;

use footlights_base::{TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::webhook::{Filter, OffReason, Webhook, WebhookId};

statements! {
    /// A new webhook.
    INSERT = "INSERT INTO outbound_webhook (id, tenant_id, url, description, types, subjects, active, listens_since, secret,
        failures, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $10)";
    /// One of a tenant.
    BY_ID = "SELECT id, tenant_id, url, description, types, subjects, active, listens_since, off_reason, off_at, old_secret_until,
        failures, failing_since, created_at, updated_at FROM outbound_webhook WHERE id = $1 AND tenant_id = $2";
    /// One, with what signs for it.
    WITH_SECRETS = "SELECT id, tenant_id, url, description, types, subjects, active, listens_since, off_reason, off_at,
        old_secret_until, failures, failing_since, created_at, updated_at, secret, old_secret FROM outbound_webhook WHERE id = $1";
    /// A tenant's, newest first.
    LIST = "SELECT id, tenant_id, url, description, types, subjects, active, listens_since, off_reason, off_at, old_secret_until,
        failures, failing_since, created_at, updated_at FROM outbound_webhook WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// A tenant's that get anything.
    ACTIVE = "SELECT id, tenant_id, url, description, types, subjects, active, listens_since, off_reason, off_at, old_secret_until,
        failures, failing_since, created_at, updated_at FROM outbound_webhook WHERE tenant_id = $1 AND active = 1 ORDER BY id";
    /// Who has any that get anything.
    TENANTS = "SELECT DISTINCT tenant_id FROM outbound_webhook WHERE active = 1 ORDER BY tenant_id";
    /// All of them.
    IDS = "SELECT id FROM outbound_webhook WHERE id > $1 ORDER BY id LIMIT $2";
    /// How many a tenant has.
    COUNT = "SELECT COUNT(*) FROM outbound_webhook WHERE tenant_id = $1";
    /// Other settings; switched on it begins anew.
    UPDATE = "UPDATE outbound_webhook SET url = $2, description = $3, types = $4, subjects = $5, active = $6, listens_since = $7,
        off_reason = $8, off_at = $9, failures = $10, failing_since = $11, updated_at = $12 WHERE id = $1";
    /// Another secret; the one before signs along for a while.
    ROTATE = "UPDATE outbound_webhook SET old_secret = secret, secret = $2, old_secret_until = $3, updated_at = $4 WHERE id = $1";
    /// A try went well.
    WELL = "UPDATE outbound_webhook SET failures = 0, failing_since = NULL WHERE id = $1 AND failures > 0";
    /// A try failed.
    FAILED = "UPDATE outbound_webhook SET failures = failures + 1, failing_since = COALESCE(failing_since, $2) WHERE id = $1";
    /// How it fares.
    HEALTH = "SELECT failures, failing_since FROM outbound_webhook WHERE id = $1";
    /// Switched off by us.
    SWITCH_OFF = "UPDATE outbound_webhook SET active = 0, off_reason = $2, off_at = $3 WHERE id = $1 AND active = 1";
    /// Gone.
    DELETE = "DELETE FROM outbound_webhook WHERE id = $1";
}

fn webhook(row: &Row) -> Result<Webhook, Stop> {
    let list = |text: String| serde_json::from_str(&text).map_err(|error| Stop::broken(format!("a webhook's filter: {error}")));
    let reason: Option<String> = row.get(8)?;
    Ok(Webhook {
        id: row.get(0)?,
        tenant: row.get(1)?,
        url: row.get(2)?,
        description: row.get(3)?,
        filter: Filter { types: list(row.get(4)?)?, subjects: list(row.get(5)?)? },
        active: row.get::<i64>(6)? != 0,
        listens_since: row.get(7)?,
        off_reason: reason.as_deref().and_then(OffReason::parse),
        off_at: row.get(9)?,
        old_secret_until: row.get(10)?,
        failures: row.get(11)?,
        failing_since: row.get(12)?,
        created_at: row.get(13)?,
        updated_at: row.get(14)?,
    })
}

fn text_of(list: &[String]) -> String {
    serde_json::json!(list).to_string()
}

/// Writes a new one down, with its sealed secret.
///
/// # Errors
/// When the database refuses.
pub fn add(tx: &mut Tx<'_>, webhook: &Webhook, sealed: &[u8]) -> Result<(), Stop> {
    let Webhook { id, tenant, url, description, filter, active, listens_since, created_at, .. } = webhook;
    let (types, subjects) = (text_of(&filter.types), text_of(&filter.subjects));
    tx.run(INSERT, params![*id, *tenant, url, description, types, subjects, i64::from(*active), *listens_since, sealed, *created_at])
}

/// One of a tenant.
///
/// # Errors
/// When the database refuses.
pub fn lookup(read: &mut impl Read, tenant: TenantId, id: WebhookId) -> Result<Option<Webhook>, Stop> {
    read.optional(BY_ID, params![id, tenant])?.as_ref().map(webhook).transpose()
}

/// A tenant's, newest first, one more than `limit`.
///
/// # Errors
/// When the database refuses.
pub fn list(read: &mut impl Read, tenant: TenantId, before: Option<WebhookId>, limit: u32) -> Result<Vec<Webhook>, Stop> {
    let before = before.unwrap_or(WebhookId::from_bytes([0xff; 16]));
    read.rows(LIST, params![tenant, before, i64::from(limit) + 1])?.iter().map(webhook).collect()
}

/// How many a tenant has.
///
/// # Errors
/// When the database refuses.
pub fn count(read: &mut impl Read, tenant: TenantId) -> Result<i64, Stop> {
    read.one(COUNT, params![tenant])?.get(0)
}

/// Writes other settings down.
///
/// # Errors
/// When the database refuses.
pub fn change(tx: &mut Tx<'_>, webhook: &Webhook) -> Result<(), Stop> {
    let Webhook { id, url, description, filter, active, listens_since, off_reason, off_at, failures, failing_since, updated_at, .. } =
        webhook;
    let (types, subjects, reason) = (text_of(&filter.types), text_of(&filter.subjects), off_reason.map(OffReason::as_str));
    let (active, failures) = (i64::from(*active), *failures);
    let values =
        params![*id, url, description, types, subjects, active, *listens_since, reason, *off_at, failures, *failing_since, *updated_at];
    tx.run(UPDATE, values)
}

/// Another sealed secret; the one before signs along until `overlap_until`.
///
/// # Errors
/// When the database refuses.
pub fn rotate(tx: &mut Tx<'_>, id: WebhookId, sealed: &[u8], overlap_until: Timestamp, now: Timestamp) -> Result<(), Stop> {
    tx.run(ROTATE, params![id, sealed, overlap_until, now])
}

/// Takes a webhook away, with its deliveries.
///
/// # Errors
/// When the database refuses.
pub fn delete(tx: &mut Tx<'_>, id: WebhookId) -> Result<(), Stop> {
    super::delivery::delete_of(tx, id)?;
    tx.run(DELETE, params![id])
}

/// A webhook with its sealed secrets, the newest first.
pub(crate) fn with_secrets(read: &mut impl Read, id: WebhookId, now: Timestamp) -> Result<Option<(Webhook, Vec<Vec<u8>>)>, Stop> {
    let Some(row) = read.optional(WITH_SECRETS, params![id])? else { return Ok(None) };
    let webhook = webhook(&row)?;
    let old: Option<Vec<u8>> = row.get(16)?;
    let old = old.filter(|_| webhook.old_secret_until.is_some_and(|until| now < until));
    Ok(Some((webhook, std::iter::once(row.get(15)?).chain(old).collect())))
}

/// A tenant's that get anything.
pub(crate) fn active(read: &mut impl Read, tenant: TenantId) -> Result<Vec<Webhook>, Stop> {
    read.rows(ACTIVE, params![tenant])?.iter().map(webhook).collect()
}

/// Who has any that get anything.
pub(crate) fn tenants(read: &mut impl Read) -> Result<HashSet<TenantId>, Stop> {
    read.rows(TENANTS, params![])?.iter().map(|row| row.get(0)).collect()
}

/// Some ids behind `after`.
pub(crate) fn ids(read: &mut impl Read, after: WebhookId, limit: i64) -> Result<Vec<WebhookId>, Stop> {
    read.rows(IDS, params![after, limit])?.iter().map(|row| row.get(0)).collect()
}

/// A try went well.
pub(crate) fn well(tx: &mut Tx<'_>, id: WebhookId) -> Result<(), Stop> {
    tx.run(WELL, params![id])
}

/// A try failed; answers how many did in a row, and since when.
pub(crate) fn failed(tx: &mut Tx<'_>, id: WebhookId, now: Timestamp) -> Result<(i64, Option<Timestamp>), Stop> {
    tx.run(FAILED, params![id, now])?;
    match tx.optional(HEALTH, params![id])? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        // Deleted meanwhile.
        None => Ok((0, None)),
    }
}

/// Switches one off; false when it was off already.
pub(crate) fn switch_off(tx: &mut Tx<'_>, id: WebhookId, reason: OffReason, now: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(SWITCH_OFF, params![id, reason.as_str(), now])? == 1)
}
