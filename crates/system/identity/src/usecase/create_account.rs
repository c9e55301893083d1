//! Makes an account. For admins and the operator.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `username_taken` (409).

use footlights_base::{ErrorKind, EventId, Failure, FieldError, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::{Role, Roles};
use serde_json::json;
use zeroize::Zeroizing;

use crate::Identity;
use crate::events::{ACCOUNT_CREATED, about, topic};
use crate::model::{Account, Act, Actor, DISPLAY_NAME, check_password, check_username};
use crate::store::account::Entrance;
use crate::store::{account, audit};

/// The account to make.
pub struct CreateAccount {
    /// The name to sign in with.
    pub username: String,
    /// Its password.
    pub password: Zeroizing<String>,
    /// The name people see; the username when not said.
    pub display_name: Option<String>,
    /// Its roles.
    pub roles: Roles,
}

/// An account that can be added: everything made before the transaction.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) account: Account,
    pub(crate) entrance: Entrance,
    pub(crate) act: Act,
    pub(crate) event: EventId,
}

impl Identity {
    /// Makes an account.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_account(&self, actor: &Actor, command: CreateAccount, once: Option<Once>) -> Result<Account, Failure> {
        actor.require(Role::Admin, "accounts:write")?;
        let mut draft = self.draft_account(actor, &command)?;
        draft.entrance.password_hash = Some(self.passwords.hash(command.password).await?);
        let key = topic(draft.account.id);
        self.store.write("identity.create_account", [key], move |tx| tx.once(once.as_ref(), |tx| within(tx, &draft))).await
    }

    /// Checks every field and makes what the transaction needs.
    fn draft_account(&self, actor: &Actor, command: &CreateAccount) -> Result<Draft, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let username = check_username(&command.username).map_err(|error| wrong.push(error)).unwrap_or_default();
        let display_name = command.display_name.as_deref().map_or_else(|| Ok(username.clone()), |name| DISPLAY_NAME.check(name));
        let display_name = display_name.map_err(|error| wrong.push(error)).unwrap_or_default();
        wrong.extend(check_password("/password", &command.password).err());
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        let account = Account {
            id: self.new_account_id(),
            tenant_id: actor.tenant(),
            username,
            display_name,
            roles: command.roles,
            created_at: self.now(),
            suspended_at: None,
        };
        Ok(self.draft_of(actor, account, Entrance::default()))
    }

    pub(crate) fn draft_of(&self, actor: &Actor, account: Account, entrance: Entrance) -> Draft {
        let event = EventId::new(&*self.clock, &self.chance);
        Draft { account, entrance, act: self.act(actor, "account.created"), event }
    }
}

/// Adds the account within a transaction that has its topic among its keys.
pub(crate) fn within(tx: &mut Tx<'_>, draft: &Draft) -> Result<Account, Stop> {
    let Draft { account, entrance, act, event } = draft;
    if !account::add(tx, account, entrance)? {
        let detail = "There is an account with this name already.";
        return Err(Rejection::new(ErrorKind::Conflict, "username_taken", detail).into());
    }
    let detail = json!({"username": account.username, "displayName": account.display_name, "roles": account.roles});
    audit::add(tx, act, &account.id.to_string(), &detail)?;
    tx.publish(about(account, ACCOUNT_CREATED, *event, act.at))?;
    Ok(account.clone())
}
