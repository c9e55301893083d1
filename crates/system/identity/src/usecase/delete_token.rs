//! Revokes a token: by whom it acts for, by whoever made it, or by an admin. Sockets opened with it are cut.
//!
//! Refusals: `scope_required` (403), `not_found` (404, somebody else's too).

use footlights_base::{Failure, Rejection};
use footlights_surface::{Caller, CredentialId, Role};
use serde_json::json;

use crate::Identity;
use crate::events::topic;
use crate::revocation::Revoked;
use crate::store::{audit, token};

impl Identity {
    /// Revokes a token.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_token(&self, caller: &Caller, id: CredentialId) -> Result<(), Failure> {
        caller.require_scope("tokens:write")?;
        let (account, is_admin) = (caller.account, caller.roles.includes(Role::Admin));
        let act = self.own_act(caller, "token.revoked");
        self.store
            .write("identity.delete_token", [topic(account)], move |tx| {
                let found = token::lookup(tx, act.tenant, id)?
                    .filter(|token| is_admin || token.account_id == account || token.created_by == account);
                let token = found.ok_or_else(|| Rejection::not_found("token"))?;
                if !token::delete(tx, id)? {
                    return Err(Rejection::not_found("token").into());
                }
                audit::add(tx, &act, &id.to_string(), &json!({"name": token.name, "accountId": token.account_id}))
            })
            .await?;
        self.put_out([Revoked::Credential(id)]);
        Ok(())
    }
}
