//! The rule by which somebody becomes host when the last host has gone: the moderator who has been in the room longest, else so
//! a speaker, else a controller. In a room that is not public also a viewer: there, whoever is in was let in by somebody.
//! Guests never do. With nobody left to take over the room waits without a host; its owner may do all in it, in it or not.

use footlights_store::{Stop, Tx};

use crate::events::{PARTICIPANT_UPDATED, Stamp};
use crate::model::{Participant, Room, RoomRole, RoomVisibility};
use crate::store::participant;

/// After `gone` has left or was put out: makes somebody host if no host is left. Takes the stamp's event `n`.
pub(crate) fn hand_over<const N: usize>(tx: &mut Tx<'_>, room: &Room, gone: &Participant, stamp: &Stamp<N>, n: usize) -> Result<(), Stop> {
    if gone.role != RoomRole::Host || participant::has_other(tx, room.id, RoomRole::Host, gone.account_id)? {
        return Ok(());
    }
    for role in [RoomRole::Moderator, RoomRole::Speaker, RoomRole::Controller, RoomRole::Viewer] {
        if role == RoomRole::Viewer && room.visibility == RoomVisibility::Public {
            return Ok(());
        }
        if let Some(mut heir) = participant::longest(tx, room.id, role, gone.account_id)? {
            heir.role = RoomRole::Host;
            participant::put(tx, room.tenant_id, &heir)?;
            tx.publish(stamp.participant(n, PARTICIPANT_UPDATED, &heir))?;
            return Ok(());
        }
    }
    Ok(())
}
