//! What can be done, one verb per file: contract, refusals, code.

pub(crate) mod accept_invite;
pub(crate) mod accept_stage;
pub(crate) mod archive_room;
pub(crate) mod ban_participant;
pub(crate) mod create_invite;
pub(crate) mod create_join_link;
pub(crate) mod create_room;
pub(crate) mod decline_invite;
pub(crate) mod delete_chat;
pub(crate) mod delete_room;
pub(crate) mod follow_room;
pub(crate) mod get_room;
pub(crate) mod hand_over;
pub(crate) mod heartbeat;
pub(crate) mod invite_to_stage;
pub(crate) mod join_room;
pub(crate) mod kick_participant;
pub(crate) mod leave_room;
pub(crate) mod list_bans;
pub(crate) mod list_chat;
pub(crate) mod list_invites;
pub(crate) mod list_join_links;
pub(crate) mod list_participants;
pub(crate) mod list_presence;
pub(crate) mod list_rooms;
mod list_standings;
mod look_round;
pub(crate) mod lower_hand;
mod name_accounts;
pub(crate) mod open_guest;
pub(crate) mod raise_hand;
pub(crate) mod restore_room;
pub(crate) mod revoke_join_link;
pub(crate) mod send_chat;
pub(crate) mod set_participant_role;
pub(crate) mod standing;
pub(crate) mod step_down;
mod take_back_chat;
mod take_seat;
pub(crate) mod transfer_room;
pub(crate) mod unban_participant;
pub(crate) mod update_room;

use std::time::Duration;

use footlights_base::Rejection;

/// The longest life of an invitation, a link or a ban that ends by itself: ten years.
const LIFE_MAX: Duration = Duration::from_hours(10 * 366 * 24);

/// Whether something may live so long.
fn within_life(life: Option<Duration>) -> Result<(), Rejection> {
    if life.is_none_or(|life| !life.is_zero() && life <= LIFE_MAX) {
        return Ok(());
    }
    Err(Rejection::field("/expiresIn", "not_valid", "From 1 second to ten years."))
}
