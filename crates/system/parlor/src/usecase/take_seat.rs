//! What limits who may come in: how many a room holds, and how many rooms somebody may be in at once.
//!
//! The owner's seat is kept while the owner is not in it. A seat is for whoever comes: in a full room somebody who has not been there
//! for a week gives theirs up and counts as having left. They may come back as they were while there is room. Hosts
//! and moderators keep their seats.
//!
//! Refusals: `room_full`, `too_many_rooms_joined` (409).

use std::time::Duration;

use footlights_base::{ErrorKind, Rejection};
use footlights_store::{Stop, Tx};

use super::standing::Standing;
use crate::events::Stamp;
use crate::model::ParticipantStatus;
use crate::store::{participant, room};

/// Who has been away so long gives up their seat when somebody else needs it.
const ABSENT_AFTER: Duration = Duration::from_hours(7 * 24);

/// Nobody is in more rooms of others than so many; one's own do not count.
pub(super) fn refuse_everywhere(tx: &mut Tx<'_>, standing: &Standing, joined_max: i64) -> Result<(), Stop> {
    let who = standing.who.account;
    if who == standing.room.owner_id || participant::count_rooms(tx, who)? < joined_max {
        return Ok(());
    }
    let detail = format!("You are in {joined_max} rooms, the most there may be; leave one first.");
    Err(Rejection::new(ErrorKind::Conflict, "too_many_rooms_joined", detail).into())
}

/// Finds a seat for whoever comes, taking the one of somebody long absent where there is no other; answers how many are in the room
/// before they sit down. Takes the stamp's event `n`.
pub(super) fn take_seat<const N: usize>(tx: &mut Tx<'_>, standing: &Standing, stamp: &Stamp<N>, n: usize) -> Result<i64, Stop> {
    let room = &standing.room;
    let Some(capacity) = room.capacity else { return Ok(room.participant_count) };
    let owner = participant::lookup(tx, room.id, room.owner_id)?;
    let owner_has_theirs = standing.who.account == room.owner_id || owner.is_some_and(|row| row.is_joined());
    let kept = if owner_has_theirs { 0 } else { 1 };
    if room.participant_count + kept < capacity {
        return Ok(room.participant_count);
    }
    let one_is_enough = room.participant_count + kept == capacity;
    let absent = if one_is_enough { participant::absent(tx, room.id, room.owner_id, stamp.at.minus(ABSENT_AFTER))? } else { None };
    let Some(mut absent) = absent else {
        return Err(Rejection::new(ErrorKind::Conflict, "room_full", "The room is full; try again when somebody has left.").into());
    };
    room::count_in(tx, room.id, -1, -i64::from(absent.on_stage))?;
    absent.put_out(ParticipantStatus::Left);
    participant::put(tx, room.tenant_id, &absent)?;
    let left = room.participant_count - 1;
    tx.publish(stamp.left(n, &absent, left))?;
    Ok(left)
}
