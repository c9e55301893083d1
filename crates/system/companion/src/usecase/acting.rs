//! Who acts on whose behalf: the creator herself, or a moderator with the right it takes. For anybody else there is nothing
//! to be found.
//!
//! The creator herself costs nothing here; a moderator's rights are looked up in the command's own transaction, so that one
//! who has lost them is refused from the next command on.

use footlights_base::{AccountId, Rejection};
use footlights_store::{Read, Stop};
use footlights_surface::Caller;

use crate::model::{Rights, Session, SessionId, SessionOwner};
use crate::store::{moderator, session};

impl From<&Caller> for SessionOwner {
    fn from(caller: &Caller) -> Self {
        Self { tenant_id: caller.tenant, creator_id: caller.account }
    }
}

/// Refuses everybody but the owner and her moderators with one of `rights`; they do not learn that there is such a `what`.
pub(crate) fn require(
    read: &mut impl Read,
    who: SessionOwner,
    owner: SessionOwner,
    rights: impl Into<Rights>,
    what: &'static str,
) -> Result<(), Stop> {
    if who == owner || may(read, who, owner, rights)? { Ok(()) } else { Err(Rejection::not_found(what).into()) }
}

/// Whether the owner herself, or a moderator of hers with one of `rights`, is asking.
pub(crate) fn may(read: &mut impl Read, who: SessionOwner, owner: SessionOwner, rights: impl Into<Rights>) -> Result<bool, Stop> {
    if who == owner {
        return Ok(true);
    }
    Ok(who.tenant_id == owner.tenant_id && moderator::rights(read, owner, who.creator_id)?.share(rights.into()))
}

/// Whose things are meant where nothing else says it: the caller's own, or those of the creator who is named.
pub(crate) fn on_behalf(
    read: &mut impl Read,
    who: SessionOwner,
    creator: Option<AccountId>,
    rights: impl Into<Rights>,
) -> Result<SessionOwner, Stop> {
    let owner = SessionOwner { creator_id: creator.unwrap_or(who.creator_id), ..who };
    require(read, who, owner, rights, "creator")?;
    Ok(owner)
}

/// The session of this id, for its creator and her moderators with one of `rights`.
pub(crate) fn session(read: &mut impl Read, who: SessionOwner, id: SessionId, rights: impl Into<Rights>) -> Result<Session, Stop> {
    let session = session::lookup(read, id)?.ok_or_else(|| Rejection::not_found("session"))?;
    require(read, who, session.owner(), rights, "session")?;
    Ok(session)
}
