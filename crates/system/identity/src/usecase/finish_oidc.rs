//! Signs in somebody the issuer vouches for; at the first time an account is made, with role `viewer` unless a map of groups
//! says otherwise. That map overrules what was set here, also for a tenant's last admin: who administers is then the issuer's to say,
//! and `footlights account` is the way back.
//!
//! Refusals: `oidc_off` (404), `oidc_state` (400), `oidc_failed` (401), `oidc_unavailable` (503), `account_suspended` (403).

use footlights_base::{ErrorKind, EventId, Failure, Rejection};
use footlights_store::{Stop, Tx};
use footlights_surface::Roles;
use serde_json::json;

use super::change_account::lost;
use super::create_account::{self, Draft};
use crate::Identity;
use crate::events::{ACCOUNT_UPDATED, about, topic};
use crate::model::{Account, Act, Actor, SignedIn};
use crate::oidc::{Attempt, Person};
use crate::store::account::Entrance;
use crate::store::{account, audit};

/// What a browser brings back from the issuer.
pub(crate) struct OidcReturn {
    pub(crate) code: String,
    pub(crate) state: String,
    /// The sealed attempt, from the browser's cookie.
    pub(crate) cookie: Option<String>,
}

impl Identity {
    /// The sign-in, and where the browser wanted to go.
    pub(crate) async fn finish_oidc(&self, returned: OidcReturn) -> Result<(SignedIn, String), Failure> {
        let issuer = self.issuer()?;
        let now = self.now();
        let attempt = returned.cookie.and_then(|cookie| Attempt::open(&cookie, &returned.state, &self.secret_box, now));
        let attempt = attempt.ok_or_else(|| {
            let detail = "This sign-in was not begun in this browser, or too long ago; begin again.";
            Rejection::new(ErrorKind::Invalid, "oidc_state", detail)
        })?;
        let person = issuer.exchange(returned.code, &attempt, &self.oidc_redirect(), now).await?;
        let account = self.account_of_person(&person).await?;
        Ok((self.begin_session(&account).await?, attempt.return_to))
    }

    /// The account of a person, found or made, with the roles its groups give now.
    pub(crate) async fn account_of_person(&self, person: &Person) -> Result<Account, Failure> {
        let key = person.key;
        let found = self.store.read("identity.account_of_person", move |tx| account::find_by_external_key(tx, key)).await?;
        match found {
            Some(account) if person.roles.is_none_or(|roles| roles == account.roles) => Ok(account),
            Some(account) => self.give_roles(account, person.roles.unwrap_or(Roles::VIEWER)).await,
            None => self.make_account_of(person).await,
        }
    }

    async fn give_roles(&self, account: Account, roles: Roles) -> Result<Account, Failure> {
        let act = self.act(&Actor::Operator(account.tenant_id), "account.roles_by_issuer");
        let event = EventId::new(&*self.clock, &self.chance);
        let (id, before) = (account.id, account.roles);
        let changed =
            self.store.write("identity.give_roles", [topic(id)], move |tx| change_roles(tx, &account, roles, &act, event)).await?;
        self.put_out(lost(id, before, roles));
        Ok(changed)
    }

    async fn make_account_of(&self, person: &Person) -> Result<Account, Failure> {
        let tenant = self.tenant(None).await?;
        let account = Account {
            id: person.account_id(),
            tenant_id: tenant.id,
            username: person.username.clone(),
            display_name: person.display_name.clone(),
            roles: person.roles.unwrap_or(Roles::VIEWER),
            created_at: self.now(),
            suspended_at: None,
        };
        let entrance = Entrance { password_hash: None, external_key: Some(person.key) };
        let draft = self.draft_of(&Actor::Operator(tenant.id), account, entrance);
        self.store.write("identity.make_account_of_person", [topic(draft.account.id)], move |tx| add(tx, &draft)).await
    }
}

/// Under the name the issuer says, or one near it.
fn add(tx: &mut Tx<'_>, draft: &Draft) -> Result<Account, Stop> {
    if let Some(made_meanwhile) = account::lookup(tx, draft.account.tenant_id, draft.account.id)? {
        return Ok(made_meanwhile);
    }
    let wanted = &draft.account.username;
    let id = draft.account.id.to_string();
    let names = [wanted.clone(), format!("{wanted}-{}", &id[..8]), format!("user-{id}")];
    for name in names {
        if account::find_by_username(tx, &name)?.is_none() {
            let named = Draft { account: Account { username: name, ..draft.account.clone() }, ..draft.clone() };
            return create_account::within(tx, &named);
        }
    }
    Err(Stop::broken("a name made of an id was taken"))
}

fn change_roles(tx: &mut Tx<'_>, account: &Account, roles: Roles, act: &Act, event: EventId) -> Result<Account, Stop> {
    let before = account::lookup(tx, account.tenant_id, account.id)?.ok_or_else(super::authenticate::unknown)?;
    let after = Account { roles, ..before.clone() };
    account::update(tx, &after)?;
    let detail = json!({"before": {"roles": before.roles}, "after": {"roles": after.roles}});
    audit::add(tx, act, &after.id.to_string(), &detail)?;
    tx.publish(about(&after, ACCOUNT_UPDATED, event, act.at))?;
    Ok(after)
}
