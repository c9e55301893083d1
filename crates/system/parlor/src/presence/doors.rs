//! Who is a participant no more follows the room no more, on whatever node they are; a ban ends their sockets.
//!
//! It is said to all nodes at once. Should that be lost, the look round each minute finds them.

use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;
use std::time::Duration;

use footlights_base::AccountId;
use footlights_realtime::{Socket, Tag};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::People;
use super::news::{CHANNEL, Message, Word};
use crate::Parlor;
use crate::events::room_topic;
use crate::model::RoomId;

/// How often it is looked whether all who follow are participants.
const LOOK_ROUND_EVERY: Duration = Duration::from_mins(1);

/// The mark on a socket that is in a room as somebody: what a ban cuts.
pub(crate) fn seat_tag(room: RoomId, account: AccountId) -> Tag {
    let mut hash = Sha256::new();
    hash.update(b"parlor seat");
    hash.update(room.as_bytes());
    hash.update(account.as_bytes());
    Tag::key(hash.finalize().into())
}

impl Parlor {
    /// Somebody is a participant no more, by themselves or not.
    pub(crate) fn put_out(&self, room: RoomId, account: AccountId) {
        let Some(people) = &self.people else { return };
        people.doubt(room, account);
        people.tell_others(&Message::Out { room, account });
    }

    /// Somebody is banned: their sockets in the room end.
    pub(crate) fn shut_out(&self, room: RoomId, account: AccountId) {
        let Some(people) = &self.people else { return };
        people.hub.cut(&seat_tag(room, account));
        self.put_out(room, account);
    }

    /// The room is not there any more: nobody follows it.
    pub(crate) fn close_doors(&self, room: RoomId) {
        let Some(people) = &self.people else { return };
        people.empty_room(room);
        people.tell_others(&Message::Closed { room });
    }

    /// Looks at once for whoever is in doubt, and now and then for all.
    pub(crate) async fn look_round_always(self, stop: CancellationToken) {
        let mut every = tokio::time::interval(LOOK_ROUND_EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let Some(people) = &self.people else { return };
        loop {
            let those = tokio::select! {
                () = stop.cancelled() => return,
                _ = every.tick() => {
                    self.note_visits(people.visits.take()).await;
                    people.all_here()
                }
                () = people.doubts.notified() => people.in_doubt(),
            };
            if let Err(failure) = self.look_round(those).await {
                tracing::warn!(%failure, "who follows rooms could not be looked up; it is with the next look");
            }
        }
    }

    async fn note_visits(&self, visitors: HashMap<RoomId, HashSet<AccountId>>) {
        let visitors = visitors.into_iter().map(|(room, accounts)| (room, accounts.into_iter().collect())).collect();
        if let Err(failure) = self.note_seen(visitors).await {
            tracing::warn!(%failure, "who visited rooms could not be noted; a seat may be free too early");
        }
    }
}

impl People {
    fn tell_others(&self, message: &Message) {
        if !self.cluster.is_alone() {
            self.cluster.publish(CHANNEL, message.encode());
        }
    }

    /// Somebody may be a participant no more. It is looked up before they are put out: they may have come back meanwhile.
    pub(super) fn doubt(&self, room: RoomId, account: AccountId) {
        self.doubtful.lock().unwrap_or_else(PoisonError::into_inner).entry(room).or_default().insert(account);
        self.doubts.notify_one();
    }

    fn in_doubt(&self) -> Vec<(RoomId, Vec<AccountId>)> {
        let doubtful = std::mem::take(&mut *self.doubtful.lock().unwrap_or_else(PoisonError::into_inner));
        doubtful.into_iter().map(|(room, accounts)| (room, accounts.into_iter().collect())).collect()
    }

    /// Somebody is there in person no more, without any grace.
    pub(crate) fn depart(&self, room: RoomId, account: AccountId) {
        self.hub.depart(&room_topic(room), account);
        self.say(room, account, Word::Left);
    }

    /// Who is here in which room; for rooms with sockets on this node.
    fn all_here(&self) -> Vec<(RoomId, Vec<AccountId>)> {
        self.rooms().iter().map(|(room, on_node)| (*room, on_node.sockets.keys().copied().collect())).collect()
    }

    /// The sockets of somebody on this node leave the room, and are told why.
    pub(crate) fn empty_seats(&self, room: RoomId, account: AccountId) {
        let theirs = self.rooms().get(&room).and_then(|on_node| on_node.sockets.get(&account).cloned()).unwrap_or_default();
        for socket in theirs {
            self.put_socket_out(room, account, &socket, ("not_joined", "You are not in this room any more."));
        }
    }

    /// All sockets of this node leave the room.
    pub(super) fn empty_room(&self, room: RoomId) {
        let all: Vec<_> = match self.rooms().get(&room) {
            Some(on_node) => on_node.sockets.iter().map(|(account, sockets)| (*account, sockets.clone())).collect(),
            None => return,
        };
        for (account, sockets) in all {
            sockets.iter().for_each(|socket| self.put_socket_out(room, account, socket, ("room_deleted", "This room is deleted.")));
        }
    }

    fn put_socket_out(&self, room: RoomId, account: AccountId, socket: &Socket, (code, message): (&str, &str)) {
        let topic = room_topic(room);
        let by_itself = self.rooms().get(&room).is_some_and(|on_node| on_node.leaving.contains(socket.id()));
        socket.leave(&topic);
        socket.untag(&seat_tag(room, account));
        self.exit(room, account, socket);
        if by_itself {
            return;
        }
        let why = json!({"message": message, "code": code, "roomId": room, "topic": topic});
        socket.emit("error", &why);
    }
}
