//! Lets somebody be a guest of one room by its join link, without an account of their own: they get an account that ends by itself
//! and a token for that room. They come in by joining the room with the link; that counts as a use of it.
//!
//! Whoever has a link could make guests without end, so those of one link and of one room are limited. A guest counts until their
//! account ends, whether they came in or not.
//!
//! Refusals: `not_found` (404, a link that opens nothing), `guests_refused` (403), `link_expired`, `link_used_up`, `room_archived`,
//! `too_many_guests` (409), `invalid_fields` (400), `rate_limited` (429).

use std::net::IpAddr;

use footlights_base::{AccountId, ErrorKind, Failure, Rejection, TenantId};
use footlights_identity::{CreateGuest, IssuedToken};
use footlights_store::{JobId, NewJob};
use footlights_surface::{LimitKey, Quota};

use super::join_room::{no_such_link, usable};
use super::standing::{GUEST, Who};
use crate::Parlor;
use crate::events::room_topic;
use crate::job::guests;
use crate::model::{JoinLinkId, LinkSecret, RoomId, RoomStatus, RoomVisibility};
use crate::store::{guest, link, room};

/// Who wants to be a guest.
#[derive(Debug, Clone)]
pub struct OpenGuest {
    /// The name people see.
    pub display_name: String,
    /// The secret of a join link.
    pub join_link: String,
    /// From where.
    pub remote: IpAddr,
}

/// A guest: the token of their account, and the room it is for.
pub struct Guest {
    /// The account and its token.
    pub issued: IssuedToken,
    /// Where they may be.
    pub room_id: RoomId,
}

impl Parlor {
    /// Makes a guest.
    ///
    /// # Errors
    /// See the module.
    pub async fn open_guest(&self, command: OpenGuest) -> Result<Guest, Failure> {
        if let Some(guests) = self.settings.guests_per_minute {
            self.limiter.take(LimitKey::address("guests", command.remote), Quota::per_minute(guests))?;
        }
        let hash = LinkSecret::from_text(&command.join_link).ok_or_else(no_such_link)?.hash();
        let now = self.now();
        let found = self.store.read("parlor.find_guest_room", move |read| {
            let (id, tenant) = link::room_of(read, hash)?.ok_or_else(no_such_link)?;
            let (room, link) = (room::lookup(read, tenant, id)?, link::find_by_hash(read, id, hash)?);
            let (Some(room), Some(link)) = (room, link) else { return Err(no_such_link().into()) };
            if room.visibility == RoomVisibility::Private || room.is_deleted() {
                return Err(no_such_link().into());
            }
            if room.status == RoomStatus::Archived {
                return Err(Rejection::new(ErrorKind::Conflict, "room_archived", "This room is archived.").into());
            }
            let nobody = Who { tenant, account: AccountId::from_bytes([0; 16]), is_admin: false, is_guest: true };
            Ok((id, tenant, usable(link, nobody, &room, now)?.id))
        });
        let (room_id, tenant, link) = found.await?;
        let issued = self.make_guest(tenant, (room_id, link), command.display_name).await?;
        Ok(Guest { issued, room_id })
    }

    /// With the job that ends the account again.
    async fn make_guest(&self, tenant: TenantId, (room, link): (RoomId, JoinLinkId), display_name: String) -> Result<IssuedToken, Failure> {
        let (job, life, now) = (JobId::new(&*self.clock, &self.chance), self.settings.guests_stay_for, self.now());
        let (by_link_max, in_room_max) = (self.settings.guests_per_link_max, self.settings.guests_per_room_max);
        let ends_at = now.plus(life);
        let command = CreateGuest { tenant, display_name, scope: format!("{GUEST}:{room}"), life };
        let issued = self.identity.create_guest(command, room_topic(room), move |tx, token| {
            // Under the room's key nobody else makes one of its guests meanwhile.
            room::lookup(tx, tenant, room)?.ok_or_else(no_such_link)?;
            if guest::count_by_link(tx, room, link)? >= by_link_max {
                return Err(too_many("This link has let in as many guests as may be there at once; ask for another, or sign in.").into());
            }
            if guest::count(tx, room)? >= in_room_max {
                return Err(too_many("This room has as many guests as may be there at once; sign in, or come back later.").into());
            }
            guest::add(tx, token.account_id, room, link, now)?;
            let (key, payload) = (token.account_id.to_string(), guests::Ends::of(tenant, token.account_id));
            tx.enqueue(NewJob { id: job, queue: guests::QUEUE, key, run_at: ends_at, payload })
        });
        issued.await
    }
}

fn too_many(detail: &'static str) -> Rejection {
    Rejection::new(ErrorKind::Conflict, "too_many_guests", detail)
}
