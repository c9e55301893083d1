//! Sockets of this node that come to a room and go.

use footlights_base::AccountId;
use footlights_realtime::{Activity, Socket};

use super::news::Word;
use super::{People, device_of};
use crate::events::room_topic;
use crate::model::RoomId;

impl People {
    /// A socket of somebody is in the room from now on. The first one of this node waits until it is known who is on the others.
    pub(crate) async fn enter(&self, room: RoomId, account: AccountId, socket: &Socket) {
        let (first_of_theirs, loads) = {
            let mut rooms = self.rooms();
            let on_node = rooms.entry(room).or_default();
            let theirs = on_node.sockets.entry(account).or_default();
            let first = theirs.is_empty();
            if !theirs.iter().any(|known| known.id() == socket.id()) {
                // There are as many lists as people.
                theirs.reserve_exact(1);
                theirs.push(socket.clone());
            }
            (first, !on_node.loaded && !self.cluster.is_alone())
        };
        if loads {
            self.load(room).await;
        }
        socket.appear(&room_topic(room), account);
        if first_of_theirs {
            self.say(room, account, Word::Here(Activity::Active));
        }
    }

    /// A socket of somebody is in the room no more: gone, or it has left.
    pub(crate) fn exit(&self, room: RoomId, account: AccountId, socket: &Socket) {
        socket.disappear(&room_topic(room));
        let (last_of_theirs, nobody_looks) = {
            let mut rooms = self.rooms();
            let Some(on_node) = rooms.get_mut(&room) else { return };
            on_node.leaving.remove(socket.id());
            let last = match on_node.sockets.get_mut(&account) {
                None => false,
                Some(theirs) => {
                    theirs.retain(|known| known.id() != socket.id());
                    theirs.is_empty() && on_node.sockets.remove(&account).is_some()
                }
            };
            let nobody = on_node.sockets.is_empty();
            if nobody {
                rooms.remove(&room);
            }
            (last, nobody)
        };
        if last_of_theirs {
            self.visits.went(room, account);
            self.say(room, account, Word::Gone);
        }
        if nobody_looks && !self.cluster.is_alone() {
            self.hub.forget_presence(&room_topic(room));
        }
    }

    /// A socket leaves by itself; or stays after all.
    pub(crate) fn leaves(&self, room: RoomId, socket: &Socket, leaves: bool) {
        let mut rooms = self.rooms();
        let Some(on_node) = rooms.get_mut(&room) else { return };
        if leaves {
            on_node.leaving.insert(socket.id().into());
        } else {
            on_node.leaving.remove(socket.id());
        }
    }

    /// Whether a socket of somebody on this node is in the room.
    pub(crate) fn has_here(&self, room: RoomId, account: AccountId) -> bool {
        self.rooms().get(&room).is_some_and(|on_node| on_node.sockets.contains_key(&account))
    }

    /// Somebody says whether they are there in person.
    pub(crate) fn heartbeat(&self, room: RoomId, account: AccountId, activity: Activity) {
        let before = self.hub.activity(&room_topic(room), account);
        self.hub.heartbeat(&room_topic(room), account, activity);
        if self.has_here(room, account) && before != Some(activity) {
            self.say(room, account, Word::Here(activity));
        }
    }

    /// What another node says of somebody there.
    pub(super) fn hear(&self, node: footlights_cluster::NodeId, room: RoomId, account: AccountId, word: Word) {
        let topic = room_topic(room);
        let known = {
            let mut rooms = self.rooms();
            let Some(on_node) = rooms.get_mut(&room) else { return };
            if on_node.readers > 0 {
                on_node.moved.insert((node, account));
            }
            let there = on_node.elsewhere.entry(node).or_default();
            match word {
                Word::Here(_) => !there.insert(account),
                Word::Gone | Word::Left => there.remove(&account),
            }
        };
        match word {
            Word::Here(activity) => {
                if !known {
                    self.hub.appear_elsewhere(&topic, account, &device_of(node));
                }
                self.hub.heartbeat(&topic, account, activity);
            }
            Word::Gone if known => self.hub.disappear_elsewhere(&topic, account, &device_of(node)),
            Word::Gone => {}
            Word::Left => self.hub.depart(&topic, account),
        }
    }
}
