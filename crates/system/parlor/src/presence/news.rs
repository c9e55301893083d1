//! What nodes tell one another of who is where. It is put into the cluster's entries first and said then, so that whoever reads
//! the entries after hearing it finds it there.

use std::collections::HashMap;
use std::sync::PoisonError;

use bytes::Bytes;
use footlights_base::AccountId;
use footlights_cluster::NodeId;
use footlights_realtime::Activity;
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::People;
use crate::events::room_topic;
use crate::model::RoomId;

/// The channel on which it is said.
pub(super) const CHANNEL: &str = "parlor.people";
/// Words that are on their way to the cluster at once.
const AT_ONCE: usize = 64;

/// What is said of an account in a room, by the node it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    /// It is here.
    Here(Activity),
    /// Its last socket here is gone.
    Gone,
    /// It has left the room: no grace.
    Left,
}

/// A message between nodes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    /// Somebody is there, or is not.
    Word { node: NodeId, room: RoomId, account: AccountId, word: Word },
    /// Somebody is a participant no more: their sockets leave.
    Out { room: RoomId, account: AccountId },
    /// The room is not there any more: all leave.
    Closed { room: RoomId },
}

impl Message {
    pub(super) fn encode(&self) -> Bytes {
        serde_json::to_vec(self).expect("a message is a plain enum").into()
    }
}

impl People {
    /// Tells the other nodes, in a moment. Of several words about one account in a room only the newest is said.
    pub(super) fn say(&self, room: RoomId, account: AccountId, word: Word) {
        if self.cluster.is_alone() {
            return;
        }
        self.outgoing.lock().unwrap_or_else(PoisonError::into_inner).insert((room, account), word);
        self.bell.notify_one();
    }

    /// Says what there is to say until cancelled.
    pub(super) async fn say_all(self, stop: CancellationToken) {
        while stop.run_until_cancelled(self.bell.notified()).await.is_some() {
            loop {
                let words: HashMap<_, _> = {
                    let mut outgoing = self.outgoing.lock().unwrap_or_else(PoisonError::into_inner);
                    let keys: Vec<_> = outgoing.keys().take(AT_ONCE).copied().collect();
                    keys.into_iter().filter_map(|key| outgoing.remove_entry(&key)).collect()
                };
                if words.is_empty() {
                    break;
                }
                join_all(words.into_iter().map(|((room, account), word)| self.put(room, account, word))).await;
            }
        }
    }

    async fn put(&self, room: RoomId, account: AccountId, word: Word) {
        let (place, member) = (room_topic(room), account.to_string());
        match word {
            Word::Here(activity) => {
                let value: &'static [u8] = match activity {
                    Activity::Active => b"active",
                    Activity::Away => b"away",
                };
                if let Err(failure) = self.cluster.put(place.as_str(), &member, Bytes::from_static(value)).await {
                    tracing::error!(%failure, "who is in a room is not told to other nodes");
                }
            }
            Word::Gone | Word::Left => self.cluster.remove(place.as_str(), &member).await,
        }
        let said = Message::Word { node: self.cluster.node(), room, account, word };
        self.cluster.publish(CHANNEL, said.encode());
    }
}

/// What an entry says.
pub(super) fn activity_of(value: &[u8]) -> Activity {
    if value == b"away" { Activity::Away } else { Activity::Active }
}
