//! Who was put out stops following: their sockets on all nodes leave the room, and a ban ends them.

use footlights_base::AccountId;

use crate::Parlor;
use crate::events::room_topic;
use crate::model::RoomId;

impl Parlor {
    /// Somebody is in the room no more, by themselves or not: they are not there in person either.
    pub(crate) async fn put_out(&self, room: RoomId, account: AccountId) {
        let Some(hub) = &self.hub else { return };
        hub.depart(&room_topic(room), account);
    }

    /// Somebody is banned: their sockets in the room end.
    pub(crate) async fn shut_out(&self, room: RoomId, account: AccountId) {
        self.put_out(room, account).await;
    }

    /// The room is not there any more: nobody follows it.
    pub(crate) async fn close_doors(&self, _room: RoomId) {}
}
