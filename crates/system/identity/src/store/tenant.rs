//! Rows of tenants.

use footlights_base::TenantId;
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::Tenant;

statements! {
    /// Adds a tenant unless its name is taken.
    INSERT = "INSERT INTO identity_tenant (id, name, name_folded, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name_folded) DO NOTHING";
    /// By name.
    BY_NAME = "SELECT id, name, created_at FROM identity_tenant WHERE name_folded = $1";
    /// The oldest: where accounts go that nobody put anywhere.
    FIRST = "SELECT id, name, created_at FROM identity_tenant /* every row */ ORDER BY created_at, id LIMIT 1";
    /// All of them; an installation has few.
    LIST = "SELECT id, name, created_at FROM identity_tenant /* every row */ ORDER BY created_at, id LIMIT $1";
}

fn tenant(row: &Row) -> Result<Tenant, Stop> {
    Ok(Tenant { id: row.get::<TenantId>(0)?, name: row.get(1)?, created_at: row.get(2)? })
}

/// Whether it was added; not when the name is taken.
pub(crate) fn add(tx: &mut Tx<'_>, tenant: &Tenant) -> Result<bool, Stop> {
    let folded = tenant.name.to_lowercase();
    Ok(tx.count(INSERT, params![tenant.id, &tenant.name, folded, tenant.created_at])? == 1)
}

pub(crate) fn find_by_name(read: &mut impl Read, name: &str) -> Result<Option<Tenant>, Stop> {
    read.optional(BY_NAME, params![name.trim().to_lowercase()])?.map(|row| tenant(&row)).transpose()
}

pub(crate) fn first(read: &mut impl Read) -> Result<Option<Tenant>, Stop> {
    read.optional(FIRST, params![])?.map(|row| tenant(&row)).transpose()
}

pub(crate) fn list(read: &mut impl Read, limit: u32) -> Result<Vec<Tenant>, Stop> {
    read.rows(LIST, params![i64::from(limit)])?.iter().map(tenant).collect()
}
