//! Makes a token: for oneself, by a developer for a user of their own app (whose account is found or made), or by the
//! operator for any account. Its secret is shown this once. It ends with the token it was made by at the latest, also when
//! that one is revoked.
//!
//! Refusals: `scope_required` (403, also for scopes the maker's own token lacks), `role_required` (403), `invalid_fields`
//! (400), `too_many` (409), `account_suspended` (403), `already_issued` (409, the key was used before), `not_found`,
//! `unauthenticated` (401, the maker's token was revoked meanwhile).

use std::collections::BTreeSet;
use std::time::Duration;

use footlights_base::{AccountId, ErrorKind, Failure, FieldError, Rejection, TextLimit, Timestamp};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::{Caller, CredentialId, Role, Roles, Scopes};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::authenticate::{TOKEN_PREFIX, unknown};
use super::begin_session::refuse_suspended;
use super::change_account::tenant_topic;
use super::create_account::{self, Draft};
use crate::Identity;
use crate::events::topic;
use crate::model::{Account, Act, Actor, DISPLAY_NAME, IssuedToken, Opaque, PersonalToken, TOKEN_NAME, check_scopes, id_from_key};
use crate::store::account::Entrance;
use crate::store::{account, audit, token};

/// Tokens that act for one account, at most.
const TOKENS_PER_ACCOUNT_MAX: i64 = 100;
/// The longest life of a token: ten years.
const LIFE_MAX: Duration = Duration::from_secs(10 * 366 * 24 * 3600);
/// An app's own name for its user.
const EXTERNAL_ID: TextLimit = TextLimit { field: "/externalId", chars_min: 1, chars_max: 200 };

/// For whom a token acts.
#[derive(Debug, Clone)]
pub enum TokenFor {
    /// For the caller.
    Own,
    /// For a user of the caller's app; for developers.
    AppUser {
        /// The app's own name for the user.
        external_id: String,
        /// The name people see; kept as it is when the account exists.
        display_name: String,
    },
    /// For any account of the tenant; for the operator.
    Account(AccountId),
}

/// The token to make.
#[derive(Debug, Clone)]
pub struct CreateToken {
    /// For whom.
    pub acts_for: TokenFor,
    /// What it is called in lists.
    pub name: String,
    /// What it may be used for: `area:verb`, `area:*` or `*`.
    pub scopes: Vec<String>,
    /// How long it lives; none: until it is revoked.
    pub expires_in: Option<Duration>,
}

/// Everything made before the transaction.
struct Plan {
    /// The account if it is known by id, else how to find or make it.
    holder: Holder,
    token: PersonalToken,
    hash: [u8; 32],
    /// The token by which it is made, unless the maker is signed in.
    made_with: Option<CredentialId>,
    act: Act,
}

enum Holder {
    Known(AccountId),
    External(Box<Draft>),
}

impl Identity {
    /// Makes a token.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_token(&self, actor: &Actor, command: CreateToken, once: Option<Once>) -> Result<IssuedToken, Failure> {
        let scopes = check(actor, &command)?;
        let secret = Opaque::new(TOKEN_PREFIX, &self.chance);
        let plan = self.plan(actor, command, scopes, secret.hash());
        let mut keys = vec![topic(plan.token.account_id)];
        keys.extend(actor.account().filter(|maker| *maker != plan.token.account_id).map(topic));
        // Under the tenant's key tokens are revoked together with those that were made with them.
        keys.extend(plan.made_with.map(|_| tenant_topic(actor)));
        let issued = self.store.write("identity.create_token", keys, move |tx| tx.once(once.as_ref(), |tx| issue(tx, &plan))).await;
        let (token, account) = issued?;
        Ok(IssuedToken { token, secret: secret.text(), account })
    }

    fn plan(&self, actor: &Actor, command: CreateToken, scopes: BTreeSet<String>, hash: [u8; 32]) -> Plan {
        let now = self.now();
        let holder = match command.acts_for {
            TokenFor::Own => Holder::Known(actor.account().expect("the operator was refused")),
            TokenFor::Account(id) => Holder::Known(id),
            TokenFor::AppUser { external_id, display_name } => {
                let maker = actor.account().expect("the operator was refused");
                Holder::External(Box::new(self.draft_app_user(actor, maker, &external_id, display_name)))
            }
        };
        let account_id = match &holder {
            Holder::Known(id) => *id,
            Holder::External(draft) => draft.account.id,
        };
        let token = PersonalToken {
            id: CredentialId::new(&*self.clock, &self.chance),
            account_id,
            created_by: actor.account().unwrap_or(account_id),
            name: command.name.trim().to_owned(),
            scopes,
            created_at: now,
            expires_at: earlier(command.expires_in.map(|life| now.plus(life)), end_of(actor)),
            last_used_at: None,
        };
        Plan { holder, token, hash, made_with: by_token(actor).map(|maker| maker.credential), act: self.act(actor, "token.created") }
    }

    /// The account of an app's user. Its key binds it to the developer, so that two apps never share a user, and its id
    /// follows from the key, so that two requests at once mean the same account.
    fn draft_app_user(&self, actor: &Actor, developer: AccountId, external_id: &str, display_name: String) -> Draft {
        let key: [u8; 32] = Sha256::digest(format!("app\n{developer}\n{}", external_id.trim())).into();
        let id = id_from_key(key);
        let account = Account {
            id,
            tenant_id: actor.tenant(),
            username: format!("app-{id}"),
            display_name,
            roles: Roles::VIEWER,
            created_at: self.now(),
            suspended_at: None,
        };
        self.draft_of(actor, account, Entrance { password_hash: None, external_key: Some(key) })
    }
}

/// Whoever asks by a token; a person who signed in does not.
fn by_token(actor: &Actor) -> Option<&Caller> {
    match actor {
        Actor::Caller(caller) if caller.scopes != Scopes::All => Some(caller),
        _ => None,
    }
}

/// When the token ends by which the actor asks; what it gives away lives no longer than itself.
fn end_of(actor: &Actor) -> Option<Timestamp> {
    by_token(actor)?.expires_at
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    [one, other].into_iter().flatten().min()
}

/// Whether the actor may, and every field.
fn check(actor: &Actor, command: &CreateToken) -> Result<BTreeSet<String>, Rejection> {
    let mut wrong: Vec<FieldError> = Vec::new();
    match (&command.acts_for, actor) {
        (TokenFor::Account(_), Actor::Operator(_)) => {}
        (TokenFor::Own, Actor::Caller(_)) => actor.require(Role::Viewer, "tokens:write")?,
        (TokenFor::AppUser { external_id, display_name }, Actor::Caller(_)) => {
            actor.require(Role::Developer, "tokens:write")?;
            wrong.extend(EXTERNAL_ID.check(external_id).err());
            wrong.extend(DISPLAY_NAME.check(display_name).err());
        }
        (TokenFor::Account(_), Actor::Caller(_)) | (_, Actor::Operator(_)) => return Err(Rejection::not_found("account")),
    }
    wrong.extend(TOKEN_NAME.check(&command.name).err());
    let scopes = check_scopes(&command.scopes).map_err(|error| wrong.push(error)).unwrap_or_default();
    if command.expires_in.is_some_and(|life| life.is_zero() || life > LIFE_MAX) {
        wrong.push(FieldError { field: "/expiresIn".into(), code: "not_valid", detail: "From 1 second to ten years.".into() });
    }
    if !wrong.is_empty() {
        return Err(Rejection::fields(wrong));
    }
    if let Actor::Caller(caller) = actor
        && let Some(lacking) = scopes.iter().find(|scope| !caller.scopes.covers(scope))
    {
        let detail = format!("A token cannot give what it does not have: {lacking}.");
        return Err(Rejection::new(ErrorKind::Forbidden, "scope_required", detail));
    }
    Ok(scopes)
}

fn issue(tx: &mut Tx<'_>, plan: &Plan) -> Result<(PersonalToken, Account), Stop> {
    let Plan { holder, token, hash, made_with, act } = plan;
    if let Some(maker) = made_with
        && token::lookup(tx, act.tenant, *maker)?.is_none()
    {
        return Err(unknown().into());
    }
    let account = match holder {
        Holder::Known(id) => account::lookup(tx, act.tenant, *id)?.ok_or_else(|| Rejection::not_found("account"))?,
        Holder::External(draft) => match account::lookup(tx, act.tenant, draft.account.id)? {
            Some(account) => account,
            None => create_account::within(tx, draft)?,
        },
    };
    refuse_suspended(&account)?;
    if token::count(tx, account.id)? >= TOKENS_PER_ACCOUNT_MAX {
        let detail = "An account has at most 100 tokens; revoke one first.";
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", detail).into());
    }
    token::add(tx, act.tenant, token, *hash, *made_with)?;
    let detail = json!({"name": token.name, "accountId": account.id, "scopes": token.scopes, "expiresAt": token.expires_at});
    audit::add(tx, act, &token.id.to_string(), &detail)?;
    Ok((token.clone(), account))
}
