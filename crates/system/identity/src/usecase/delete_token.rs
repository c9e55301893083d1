//! Revokes a token, and what was made with it: by whom it acts for, by whoever made it, or by an admin. Sockets opened with them are
//! cut.
//!
//! Refusals: `scope_required` (403), `not_found` (404, somebody else's too).

use footlights_base::{Failure, Rejection, Topic};
use footlights_surface::{Caller, CredentialId, Role};
use serde_json::json;

use crate::Identity;
use crate::events::topic;
use crate::revocation::Revoked;
use crate::store::{audit, token};

impl Identity {
    /// Revokes a token and what was made with it.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_token(&self, caller: &Caller, id: CredentialId) -> Result<(), Failure> {
        caller.require_scope("tokens:write")?;
        let (account, is_admin) = (caller.account, caller.roles.includes(Role::Admin));
        let act = self.own_act(caller, "token.revoked");
        // Under the tenant's key no token is made with one that goes meanwhile.
        let keys = [topic(account), Topic::new("tenant", caller.tenant)];
        let ended = self
            .store
            .write("identity.delete_token", keys, move |tx| {
                let found = token::lookup(tx, act.tenant, id)?
                    .filter(|token| is_admin || token.account_id == account || token.created_by == account);
                let token = found.ok_or_else(|| Rejection::not_found("token"))?;
                let ended = token::delete(tx, id)?;
                let detail = json!({"name": token.name, "accountId": token.account_id, "madeWithIt": ended.len().saturating_sub(1)});
                audit::add(tx, &act, &id.to_string(), &detail)?;
                Ok(ended)
            })
            .await?;
        self.put_out(ended.into_iter().map(Revoked::Credential));
        Ok(())
    }
}
