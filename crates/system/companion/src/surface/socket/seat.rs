//! Where an overlay's socket sits, and who among them makes the sound.

use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::{AccountId, Timestamp};
use footlights_realtime::{Audience, Hub, Socket};
use serde::Serialize;

use crate::audience::{KEY_HOLDERS, PREVIEWS};
use crate::events::creator_topic;
use crate::job::Issued;
use crate::model::SessionId;

/// What is known of an overlay's socket.
#[derive(Default)]
pub(super) struct OverlaySeat(Mutex<Place>);

#[derive(Default, Clone)]
pub(super) struct Place {
    /// Whose overlay, when it was joined by key.
    pub(super) keyed: Option<Keyed>,
    /// The hash of the key it came in by last, under which it is marked.
    pub(super) key: Option<[u8; 32]>,
    /// The session it follows.
    pub(super) session: Option<SessionId>,
}

#[derive(Clone, Copy)]
pub(super) struct Keyed {
    pub(super) creator: AccountId,
    pub(super) audience: Audience,
    pub(super) joined_at: Timestamp,
    /// Since when it says that it is on the programme.
    pub(super) active_at: Option<Timestamp>,
}

impl OverlaySeat {
    pub(super) fn place(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Serialize)]
struct Frame<'a> {
    #[serde(flatten)]
    issued: &'a Issued,
    sound: bool,
}

/// Sends an alert to the creator's overlays on this node; with sound for one of them when `loud`: the one that was last put
/// on the programme, else the one that has been there longest.
pub(crate) fn paint(hub: &Hub, creator: AccountId, issued: &Issued, loud: bool) {
    let topic = creator_topic(creator);
    let holders = hub.watchers(&topic, KEY_HOLDERS);
    let loudest = holders.iter().filter(|_| loud).max_by_key(|socket| {
        let keyed = socket.state::<OverlaySeat>().and_then(|seat| seat.place().keyed);
        (keyed.and_then(|keyed| keyed.active_at), keyed.map(|keyed| std::cmp::Reverse(keyed.joined_at)), socket.id().to_owned())
    });
    let loudest = loudest.map(Socket::id);
    for socket in &holders {
        socket.emit("alert", &Frame { issued, sound: Some(socket.id()) == loudest });
    }
    for socket in hub.watchers(&topic, PREVIEWS) {
        socket.emit("alert", &Frame { issued, sound: false });
    }
}
