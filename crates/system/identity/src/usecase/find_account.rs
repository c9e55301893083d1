//! Finds accounts for another system, inside that system's own transaction or snapshot. Who may ask is that system's to decide.

use footlights_base::{AccountId, TenantId};
use footlights_store::{Read, Stop};

use crate::model::Account;
use crate::store::account;

/// The account of this name in the tenant, whatever the case of its letters.
///
/// # Errors
/// When the database fails.
pub fn find_account(read: &mut impl Read, tenant: TenantId, username: &str) -> Result<Option<Account>, Stop> {
    Ok(find_account_anywhere(read, username)?.filter(|account| account.tenant_id == tenant))
}

/// The account of this name in any tenant: for what is shown to everybody, who has no tenant. Say nothing of it that not everybody
/// may know, not even that it is there.
///
/// # Errors
/// When the database fails.
pub fn find_account_anywhere(read: &mut impl Read, username: &str) -> Result<Option<Account>, Stop> {
    Ok(account::find_by_username(read, username)?.map(|(account, _)| account))
}

/// The account of this id in the tenant.
///
/// # Errors
/// When the database fails.
pub fn lookup_account(read: &mut impl Read, tenant: TenantId, id: AccountId) -> Result<Option<Account>, Stop> {
    account::lookup(read, tenant, id)
}

/// The account of this id in any tenant: for what is shown to everybody, as [`find_account_anywhere`].
///
/// # Errors
/// When the database fails.
pub fn lookup_account_anywhere(read: &mut impl Read, id: AccountId) -> Result<Option<Account>, Stop> {
    account::lookup_anywhere(read, id)
}
