//! Who was put out stops following: their sockets on all nodes leave the room, and a ban ends them.

use footlights_base::AccountId;

use crate::Parlor;
use crate::model::RoomId;

impl Parlor {
    /// Somebody is in the room no more, by themselves or not: they are not there in person either.
    pub(crate) fn put_out(&self, room: RoomId, account: AccountId) {
        let Some(hub) = &self.hub else { return };
        hub.depart(&crate::events::room_topic(room), account);
    }
}
