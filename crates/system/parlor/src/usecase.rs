//! What can be done, one verb per file: contract, refusals, code.

pub(crate) mod create_room;
pub(crate) mod get_room;
mod hand_over;
pub(crate) mod join_room;
pub(crate) mod leave_room;
pub(crate) mod list_rooms;
pub(crate) mod standing;
pub(crate) mod update_room;
