//! Lets somebody be a guest of one room by its join link, without an account of their own: they get an account that ends by itself
//! and a token for that room. They come in by joining the room with the link; that counts as a use of it.
//!
//! Refusals: `not_found` (404, a link that opens nothing), `guests_refused` (403), `link_expired`, `link_used_up`, `room_archived`
//! (409), `invalid_fields` (400), `rate_limited` (429).

use std::net::IpAddr;

use footlights_base::{AccountId, ErrorKind, Failure, Rejection, TenantId};
use footlights_identity::{CreateGuest, IssuedToken};
use footlights_store::{JobId, NewJob};
use footlights_surface::{LimitKey, Quota};

use super::join_room::{no_such_link, usable};
use super::standing::{GUEST, Who};
use crate::Parlor;
use crate::job::guests;
use crate::model::{LinkSecret, RoomId, RoomStatus, RoomVisibility};
use crate::store::{link, room};

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
            usable(link, nobody, &room, now)?;
            Ok((id, tenant))
        });
        let (room_id, tenant) = found.await?;
        let issued = self.make_guest(tenant, room_id, command.display_name).await?;
        Ok(Guest { issued, room_id })
    }

    /// With the job that ends the account again.
    async fn make_guest(&self, tenant: TenantId, room: RoomId, display_name: String) -> Result<IssuedToken, Failure> {
        let (job, life) = (JobId::new(&*self.clock, &self.chance), self.settings.guests_stay_for);
        let ends_at = self.now().plus(life);
        let command = CreateGuest { tenant, display_name, scope: format!("{GUEST}:{room}"), life };
        let issued = self.identity.create_guest(command, move |tx, token| {
            let (key, payload) = (token.account_id.to_string(), guests::Ends::of(tenant, token.account_id));
            tx.enqueue(NewJob { id: job, queue: guests::QUEUE, key, run_at: ends_at, payload })
        });
        issued.await
    }
}
