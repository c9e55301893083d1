//! Makes tenant `default` and account `admin` where there is no tenant yet. Run at every start; does nothing later.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use footlights_base::{Failure, Rejection, TenantId};
use footlights_surface::{Role, Roles};
use zeroize::Zeroizing;

use super::create_account;
use super::create_tenant::DEFAULT_TENANT;
use crate::Identity;
use crate::events::topic;
use crate::model::{Account, Actor, Tenant, check_password};
use crate::store::account::Entrance;
use crate::store::tenant;

/// What the first start made.
pub struct FirstStart {
    /// The account `admin`.
    pub admin: Account,
    /// Its password, to be printed once; none when the operator gave one.
    pub made_password: Option<Zeroizing<String>>,
}

impl Identity {
    /// Makes the first tenant and its admin, with `password` or a made one. None when there is a tenant already.
    ///
    /// # Errors
    /// 400 `invalid_fields` when the given password is none.
    pub async fn first_start(&self, password: Option<Zeroizing<String>>) -> Result<Option<FirstStart>, Failure> {
        if self.store.read("identity.has_tenant", |tx| tenant::first(tx)).await?.is_some() {
            return Ok(None);
        }
        let (password, made_password) = match password {
            Some(given) => (given, None),
            None => {
                let made = Zeroizing::new(URL_SAFE_NO_PAD.encode(self.chance.bytes::<15>()));
                (made.clone(), Some(made))
            }
        };
        check_password("/password", &password).map_err(|error| Rejection::fields(vec![error]))?;
        let hash = self.passwords.hash(password).await?;
        let default = Tenant { id: TenantId::new(&*self.clock, &self.chance), name: DEFAULT_TENANT.into(), created_at: self.now() };
        let admin = Account {
            id: self.new_account_id(),
            tenant_id: default.id,
            username: "admin".into(),
            display_name: "Admin".into(),
            roles: Roles::new([Role::Admin, Role::Creator]),
            created_at: default.created_at,
            suspended_at: None,
        };
        let entrance = Entrance { password_hash: Some(hash), external_key: None };
        let draft = self.draft_of(&Actor::Operator(default.id), admin, entrance);
        let key = topic(draft.account.id);
        let made = self
            .store
            .write("identity.first_start", [key], move |tx| {
                // Another node may have been first.
                if !tenant::add(tx, &default)? {
                    return Ok(None);
                }
                create_account::within(tx, &draft).map(Some)
            })
            .await?;
        Ok(made.map(|admin| FirstStart { admin, made_password }))
    }
}
