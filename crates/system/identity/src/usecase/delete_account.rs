//! Deletes an account with its sign-ins and tokens. For admins and the operator. Its username is free again.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404), `last_admin` (409).

use footlights_base::{AccountId, EventId, Failure, Rejection};
use footlights_surface::Role;
use serde_json::json;

use super::change_account::{refuse_last_admin, tenant_topic};
use crate::Identity;
use crate::events::{ACCOUNT_DELETED, about, topic};
use crate::model::Actor;
use crate::revocation::Revoked;
use crate::store::{account, audit, token};

impl Identity {
    /// Deletes an account.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_account(&self, actor: &Actor, id: AccountId) -> Result<(), Failure> {
        actor.require(Role::Admin, "accounts:write")?;
        let act = self.act(actor, "account.deleted");
        let event = EventId::new(&*self.clock, &self.chance);
        let keys = [tenant_topic(actor), topic(id)];
        let made_for_others = self
            .store
            .write("identity.delete_account", keys, move |tx| {
                let leaving = account::lookup(tx, act.tenant, id)?.ok_or_else(|| Rejection::not_found("account"))?;
                if leaving.roles.includes(Role::Admin) && leaving.suspended_at.is_none() {
                    refuse_last_admin(tx, &leaving)?;
                }
                let made_for_others = token::delete_made_by(tx, id)?;
                account::delete(tx, id)?;
                audit::add(tx, &act, &id.to_string(), &json!({"username": leaving.username}))?;
                tx.publish(about(&leaving, ACCOUNT_DELETED, event, act.at))?;
                Ok(made_for_others)
            })
            .await?;
        self.put_out([Revoked::Account(id)]);
        self.put_out(made_for_others.into_iter().map(Revoked::Credential));
        Ok(())
    }
}
