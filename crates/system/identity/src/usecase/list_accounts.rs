//! Lists a tenant's accounts, oldest first. For admins and the operator.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::{AccountId, Failure, Page, Rejection};
use footlights_surface::Role;

use crate::Identity;
use crate::model::{Account, Actor};
use crate::store::account;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "accounts";

impl Identity {
    /// A page of accounts after `after`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_accounts(&self, actor: &Actor, after: Option<AccountId>, limit: u32) -> Result<Page<Account>, Failure> {
        actor.require(Role::Admin, "accounts:read")?;
        let tenant = actor.tenant();
        let rows = self.store.read("identity.list_accounts", move |tx| account::list(tx, tenant, after, limit)).await?;
        Ok(Page::from_rows(rows, limit, LIST, |account| account.id))
    }

    /// One account: one's own, or any of the tenant for admins.
    ///
    /// # Errors
    /// `not_found`, also for what one may not know of.
    pub async fn account(&self, actor: &Actor, id: AccountId) -> Result<Account, Failure> {
        let own = actor.account() == Some(id);
        if !own && actor.require(Role::Admin, "accounts:read").is_err() {
            return Err(Rejection::not_found("account").into());
        }
        let tenant = actor.tenant();
        let found = self.store.read("identity.account", move |tx| account::lookup(tx, tenant, id)).await?;
        Ok(found.ok_or_else(|| Rejection::not_found("account"))?)
    }
}
