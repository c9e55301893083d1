//! Gives an account another password without knowing the old one. For admins and the operator; all its sign-ins end.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404), `invalid_fields` (400).

use footlights_base::{AccountId, Failure, Rejection};
use footlights_surface::Role;
use serde_json::json;
use zeroize::Zeroizing;

use crate::Identity;
use crate::events::topic;
use crate::model::{Actor, check_password};
use crate::revocation::Revoked;
use crate::store::{account, audit, session};

impl Identity {
    /// Gives an account another password.
    ///
    /// # Errors
    /// See the module.
    pub async fn set_password(&self, actor: &Actor, id: AccountId, password: Zeroizing<String>) -> Result<(), Failure> {
        actor.require(Role::Admin, "accounts:write")?;
        check_password("/password", &password).map_err(|error| Rejection::fields(vec![error]))?;
        let hash = self.passwords.hash(password).await?;
        let act = self.act(actor, "account.password_set");
        let ended = self
            .store
            .write("identity.set_password", [topic(id)], move |tx| {
                account::lookup(tx, act.tenant, id)?.ok_or_else(|| Rejection::not_found("account"))?;
                account::set_password(tx, id, &hash)?;
                let ended = session::ids_of(tx, id)?;
                for session in &ended {
                    session::end(tx, *session, id)?;
                }
                audit::add(tx, &act, &id.to_string(), &json!({}))?;
                Ok(ended)
            })
            .await?;
        self.put_out(ended.into_iter().map(Revoked::Credential));
        Ok(())
    }
}
