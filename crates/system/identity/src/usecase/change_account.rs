//! Changes an account: its display name by itself or an admin; its roles and suspension by an admin.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404, other tenants too), `invalid_fields` (400),
//! `last_admin` (409).

use footlights_base::{AccountId, ErrorKind, EventId, Failure, Rejection, Topic};
use footlights_store::{Stop, Tx};
use footlights_surface::{Role, Roles};
use serde_json::json;

use crate::Identity;
use crate::events::{ACCOUNT_RESUMED, ACCOUNT_SUSPENDED, ACCOUNT_UPDATED, about, topic};
use crate::model::{Account, Act, Actor, DISPLAY_NAME};
use crate::revocation::Revoked;
use crate::store::{account, audit};

/// What is to change; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct ChangeAccount {
    /// Another name for people.
    pub display_name: Option<String>,
    /// Other roles, all of them.
    pub roles: Option<Roles>,
    /// Whether it may not sign in.
    pub suspended: Option<bool>,
}

impl Identity {
    /// Changes an account.
    ///
    /// # Errors
    /// See the module.
    pub async fn change_account(&self, actor: &Actor, id: AccountId, mut command: ChangeAccount) -> Result<Account, Failure> {
        let only_own_name = command.roles.is_none() && command.suspended.is_none() && actor.account() == Some(id);
        actor.require(if only_own_name { Role::Viewer } else { Role::Admin }, "accounts:write")?;
        if let Some(name) = &command.display_name {
            command.display_name = Some(DISPLAY_NAME.check(name).map_err(|error| Rejection::fields(vec![error]))?);
        }
        let act = self.act(actor, "account.changed");
        let event = EventId::new(&*self.clock, &self.chance);
        let keys = [tenant_topic(actor), topic(id)];
        let (before, after) = self.store.write("identity.change_account", keys, move |tx| within(tx, id, &command, &act, event)).await?;
        if before.suspended_at.is_none() && after.suspended_at.is_some() {
            self.put_out([Revoked::Account(id)]);
        } else {
            self.put_out(lost(id, before.roles, after.roles));
        }
        Ok(after)
    }
}

/// What does not count any more when an account has other roles. Sockets know their caller as it was when they opened, so
/// they end when a role was taken away; a role that was given ends nothing, since clients do not come back by themselves.
pub(crate) fn lost(id: AccountId, before: Roles, after: Roles) -> Option<Revoked> {
    match (before == after, before.iter().all(|role| after.includes(role))) {
        (true, _) => None,
        (false, true) => Some(Revoked::Memory(id)),
        (false, false) => Some(Revoked::Account(id)),
    }
}

/// The key under which a tenant's admins are counted.
pub(crate) fn tenant_topic(actor: &Actor) -> Topic {
    Topic::new("tenant", actor.tenant())
}

fn within(tx: &mut Tx<'_>, id: AccountId, command: &ChangeAccount, act: &Act, event: EventId) -> Result<(Account, Account), Stop> {
    let before = account::lookup(tx, act.tenant, id)?.ok_or_else(|| Rejection::not_found("account"))?;
    let mut after = before.clone();
    if let Some(name) = &command.display_name {
        after.display_name.clone_from(name);
    }
    after.roles = command.roles.unwrap_or(before.roles);
    after.suspended_at = match command.suspended {
        Some(true) => before.suspended_at.or(Some(act.at)),
        Some(false) => None,
        None => before.suspended_at,
    };
    if after == before {
        return Ok((before, after));
    }
    let administers = |account: &Account| account.roles.includes(Role::Admin) && account.suspended_at.is_none();
    if administers(&before) && !administers(&after) {
        refuse_last_admin(tx, &before)?;
    }
    account::update(tx, &after)?;
    let detail = json!({
        "before": {"displayName": before.display_name, "roles": before.roles, "suspended": before.suspended_at.is_some()},
        "after": {"displayName": after.display_name, "roles": after.roles, "suspended": after.suspended_at.is_some()},
    });
    audit::add(tx, act, &id.to_string(), &detail)?;
    let kind = match (before.suspended_at, after.suspended_at) {
        (None, Some(_)) => ACCOUNT_SUSPENDED,
        (Some(_), None) => ACCOUNT_RESUMED,
        _ => ACCOUNT_UPDATED,
    };
    tx.publish(about(&after, kind, event, act.at))?;
    Ok((before, after))
}

/// Somebody must be left who can let people in.
pub(crate) fn refuse_last_admin(tx: &mut Tx<'_>, leaving: &Account) -> Result<(), Stop> {
    if account::has_other_admin(tx, leaving)? {
        return Ok(());
    }
    let detail = "This is the tenant's only admin; make somebody else admin first.";
    Err(Rejection::new(ErrorKind::Conflict, "last_admin", detail).into())
}
