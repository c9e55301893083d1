//! Lets an account help the caller. For creators.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404, no such account in the tenant),
//! `already_moderator`, `too_many` (409).

use footlights_base::{ErrorKind, EventId, Failure, Rejection};
use footlights_identity::find_account;
use footlights_store::{Once, Stop, Tx};
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::events::{creator_topic, moderator_changed};
use crate::model::{MODERATORS_MAX, Moderator, Rights, SessionOwner, check_rights};
use crate::store::moderator::{self, ModeratorRow};

/// Whom to let help.
#[derive(Debug, Clone)]
pub struct AddModerator {
    /// The account's name to sign in with.
    pub username: String,
    /// `alerts`, `notes`, `tips`, `sessions`: one at least.
    pub rights: Vec<String>,
}

impl Companion {
    /// Makes an account the caller's moderator.
    ///
    /// # Errors
    /// See the module.
    pub async fn add_moderator(&self, caller: &Caller, command: AddModerator, once: Option<Once>) -> Result<Moderator, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("moderators:write")?;
        let rights = check_rights(&command.rights).map_err(|error| Rejection::fields(vec![error]))?;
        let (owner, event, at) = (SessionOwner::from(caller), self.new_event_id(), self.now());
        let done = self.store.write("companion.add_moderator", creator_topic(owner.creator_id), move |tx| {
            tx.once(once.as_ref(), |tx| add(tx, owner, &command.username, rights, (event, at)))
        });
        done.await
    }
}

fn add(
    tx: &mut Tx<'_>,
    owner: SessionOwner,
    username: &str,
    rights: Rights,
    (event, at): (EventId, footlights_base::Timestamp),
) -> Result<Moderator, Stop> {
    let account = find_account(tx, owner.tenant_id, username)?.ok_or_else(|| Rejection::not_found("account"))?;
    if account.id == owner.creator_id {
        return Err(Rejection::field("/username", "not_valid", "You have every right already; name somebody else.").into());
    }
    if moderator::count(tx, owner.creator_id)? >= MODERATORS_MAX {
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", "A creator has at most 50 moderators.").into());
    }
    if !moderator::add(tx, owner, &ModeratorRow { account: account.id, rights, created_at: at })? {
        let detail = "This account helps you already; change its rights instead.";
        return Err(Rejection::new(ErrorKind::Conflict, "already_moderator", detail).into());
    }
    tx.publish(moderator_changed(owner, account.id, rights, event, at))?;
    Ok(Moderator { account_id: account.id, username: account.username, display_name: account.display_name, rights, created_at: at })
}
