//! Makes an account that ends by itself, with a token for one purpose: somebody another system lets in without signing in. That
//! system says where they may be, and when they are gone deletes the account.
//!
//! Refusals: `invalid_fields` (400).

use std::time::Duration;

use footlights_base::{Failure, Rejection, TenantId, Topic};
use footlights_store::{Stop, Tx};
use footlights_surface::{CredentialId, Roles};

use super::authenticate::TOKEN_PREFIX;
use super::create_account;
use crate::Identity;
use crate::events::topic;
use crate::model::{Account, Actor, DISPLAY_NAME, IssuedToken, Opaque, PersonalToken};
use crate::store::account::Entrance;
use crate::store::token;

/// The guest to make.
#[derive(Debug, Clone)]
pub struct CreateGuest {
    /// Of which tenant.
    pub tenant: TenantId,
    /// The name people see.
    pub display_name: String,
    /// The one thing its token is for, such as `guest:ROOM`.
    pub scope: String,
    /// How long it counts.
    pub life: Duration,
}

impl Identity {
    /// Makes a guest. `also` is done in the same transaction, which has `key` among its keys; it may run again.
    ///
    /// # Errors
    /// See the module, and what `also` refuses with.
    pub async fn create_guest<F>(&self, command: CreateGuest, key: Topic, also: F) -> Result<IssuedToken, Failure>
    where
        F: Fn(&mut Tx<'_>, &PersonalToken) -> Result<(), Stop> + Send + 'static,
    {
        let display_name = DISPLAY_NAME.check(&command.display_name).map_err(|error| Rejection::fields(vec![error]))?;
        let (id, now) = (self.new_account_id(), self.now());
        let account = Account {
            id,
            tenant_id: command.tenant,
            username: format!("guest-{id}"),
            display_name,
            roles: Roles::VIEWER,
            created_at: now,
            suspended_at: None,
        };
        let draft = self.draft_of(&Actor::Operator(command.tenant), account, Entrance::default());
        let secret = Opaque::new(TOKEN_PREFIX, &self.chance);
        let made = PersonalToken {
            id: CredentialId::new(&*self.clock, &self.chance),
            account_id: id,
            created_by: id,
            name: "guest".to_owned(),
            scopes: [command.scope].into(),
            created_at: now,
            expires_at: Some(now.plus(command.life)),
            last_used_at: None,
        };
        let hash = secret.hash();
        let issued = self.store.write("identity.create_guest", [topic(id), key], move |tx| {
            let account = create_account::within(tx, &draft)?;
            token::add(tx, account.tenant_id, &made, hash, None)?;
            also(tx, &made)?;
            Ok((made.clone(), account))
        });
        let (token, account) = issued.await?;
        Ok(IssuedToken { token, secret: secret.text(), account })
    }
}
