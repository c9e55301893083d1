//! Makes a link that lets in whoever has it, also where a password is asked for. Its secret is shown this once.
//!
//! Refusals: as [`super::standing`], with the capability `invite`; `invalid_fields` (400), `outranked` (403), `room_private`,
//! `too_many`, `already_issued` (409).

use std::time::Duration;

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use super::within_life;
use crate::Parlor;
use crate::events::room_topic;
use crate::model::{Capability, IssuedLink, JoinLink, JoinLinkId, LinkSecret, RoomId, RoomRole, RoomVisibility};
use crate::store::link;

/// Links of one room.
const LINKS_MAX: i64 = 50;
/// Uses of one link that can be asked for.
const USES_MAX: i64 = 1_000_000;

/// The link to make.
#[derive(Debug, Clone, Default)]
pub struct CreateJoinLink {
    /// What those become who come in by it: `speaker`, `controller` or `viewer`; the room's default when not said.
    pub role: Option<RoomRole>,
    /// How long it opens; none: until it is revoked.
    pub expires_in: Option<Duration>,
    /// How many it lets in: 1 to 1,000,000; none: any number.
    pub uses_max: Option<i64>,
}

impl Parlor {
    /// Makes a join link.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_join_link(
        &self,
        caller: &Caller,
        id: RoomId,
        command: CreateJoinLink,
        once: Option<Once>,
    ) -> Result<IssuedLink, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        within_life(command.expires_in)?;
        if matches!(command.role, Some(RoomRole::Host | RoomRole::Moderator)) {
            return Err(Rejection::field("/role", "not_valid", "A link makes nobody host or moderator.").into());
        }
        if command.uses_max.is_some_and(|uses| !(1..=USES_MAX).contains(&uses)) {
            return Err(Rejection::field("/usesMax", "not_valid", "From 1 to 1,000,000.").into());
        }
        let (stamp, secret) = (self.stamp::<0>(who.tenant), LinkSecret::new(&self.chance));
        let (link_id, hash) = (JoinLinkId::new(&*self.clock, &self.chance), secret.hash());
        let made = self.store.write("parlor.create_join_link", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::Invite, stamp.at)?;
                if standing.room.visibility == RoomVisibility::Private {
                    let detail = "A private room is entered by invitation only; make it `link` first.";
                    return Err(Rejection::new(ErrorKind::Conflict, "room_private", detail).into());
                }
                let usual =
                    if standing.room.default_join_role == RoomRole::Moderator { RoomRole::Viewer } else { standing.room.default_join_role };
                let role = command.role.unwrap_or(usual);
                standing.gives(role)?;
                if link::count(tx, id)? >= LINKS_MAX {
                    return Err(Rejection::new(ErrorKind::Conflict, "too_many", "A room has at most 50 links; revoke one first.").into());
                }
                let link = JoinLink {
                    id: link_id,
                    room_id: id,
                    role,
                    created_by: who.account,
                    created_at: stamp.at,
                    expires_at: command.expires_in.map(|life| stamp.at.plus(life)),
                    uses_max: command.uses_max,
                    uses: 0,
                };
                link::add(tx, &link, hash)?;
                Ok(link)
            })
        });
        Ok(IssuedLink { link: made.await?, secret })
    }
}
