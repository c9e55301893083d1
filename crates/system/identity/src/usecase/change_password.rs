//! Changes one's own password. All other sign-ins of the account end; the one that asked goes on.
//!
//! Refusals: `scope_required` (403, tokens may not), `no_password` (409), `wrong_password` (403), `invalid_fields` (400),
//! `rate_limited` (429), `sign_in_busy` (503).

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_surface::Caller;
use serde_json::json;
use zeroize::Zeroizing;

use super::authenticate::unknown;
use crate::Identity;
use crate::events::topic;
use crate::model::{PASSWORD_CHARS_MAX, check_password};
use crate::passwords::Verdict;
use crate::revocation::Revoked;
use crate::store::{account, audit, session};

impl Identity {
    /// Changes one's own password.
    ///
    /// # Errors
    /// See the module.
    pub async fn change_password(&self, caller: &Caller, current: Zeroizing<String>, new: Zeroizing<String>) -> Result<(), Failure> {
        caller.require_scope("password:write")?;
        check_password("/newPassword", &new).map_err(|error| Rejection::fields(vec![error]))?;
        let id = caller.account;
        self.count_attempt(&id.to_string(), caller.remote).await?;
        let hash = self.store.read("identity.password_hash", move |tx| account::password_hash(tx, id)).await?;
        let Some(hash) = hash else {
            let detail = "This account has no password; it signs in elsewhere.";
            return Err(Rejection::new(ErrorKind::Conflict, "no_password", detail).into());
        };
        let fits =
            current.chars().count() <= PASSWORD_CHARS_MAX && self.passwords.verify(current, Some(hash.clone())).await? != Verdict::Wrong;
        if !fits {
            return Err(Rejection::new(ErrorKind::Forbidden, "wrong_password", "The current password is another one.").into());
        }
        let new_hash = self.passwords.hash(new).await?;
        let (tenant, kept) = (caller.tenant, caller.credential);
        let act = self.own_act(caller, "account.password_changed");
        let ended = self
            .store
            .write("identity.change_password", [topic(id)], move |tx| {
                account::lookup(tx, tenant, id)?.ok_or_else(unknown)?;
                if account::password_hash(tx, id)?.as_ref() != Some(&hash) {
                    let detail = "The password was changed meanwhile.";
                    return Err(Rejection::new(ErrorKind::Forbidden, "wrong_password", detail).into());
                }
                account::set_password(tx, id, &new_hash)?;
                let others: Vec<_> = session::ids_of(tx, id)?.into_iter().filter(|session| *session != kept).collect();
                for other in &others {
                    session::end(tx, *other, id)?;
                }
                audit::add(tx, &act, &id.to_string(), &json!({}))?;
                Ok(others)
            })
            .await?;
        self.put_out(ended.into_iter().map(Revoked::Credential));
        Ok(())
    }
}
