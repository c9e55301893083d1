//! Where an overlay's socket sits, and who among them makes the sound.

use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::{AccountId, Timestamp};
use footlights_realtime::{Audience, Hub, Socket};
use footlights_surface::Bucket;
use serde_json::{Map, Value};

use crate::audience::{KEY_HOLDERS, PREVIEWS};
use crate::events::creator_topic;
use crate::model::SessionId;

/// What is known of an overlay's socket.
#[derive(Default)]
pub(crate) struct OverlaySeat(Mutex<Place>);

#[derive(Default, Clone)]
pub(crate) struct Place {
    /// Whose overlay, when it was joined by key.
    pub(crate) keyed: Option<Keyed>,
    /// The hash of the key it came in by last, under which it is marked.
    pub(crate) key: Option<[u8; 32]>,
    /// The session it follows.
    pub(crate) session: Option<SessionId>,
    /// Its joins: each asks the database, and anybody may ask.
    pub(crate) joins: Bucket,
}

#[derive(Clone, Copy)]
pub(crate) struct Keyed {
    pub(crate) creator: AccountId,
    pub(crate) audience: Audience,
    pub(crate) joined_at: Timestamp,
    /// Since when it says that it is on the programme.
    pub(crate) active_at: Option<Timestamp>,
}

impl OverlaySeat {
    pub(crate) fn place(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one of these overlays that makes a sound: the one last put on the programme, else the one that has been there longest.
fn loudest(overlays: &[Socket]) -> Option<&str> {
    let newest = overlays.iter().max_by_key(|socket| {
        let keyed = socket.state::<OverlaySeat>().and_then(|seat| seat.place().keyed);
        (keyed.and_then(|keyed| keyed.active_at), keyed.map(|keyed| std::cmp::Reverse(keyed.joined_at)), socket.id().to_owned())
    });
    newest.map(Socket::id)
}

/// Sends an event to the creator's overlays on this node and to previews; with `sound: true` for one of them when `loud`.
pub(crate) fn send_to_overlays(hub: &Hub, creator: AccountId, event: &str, frame: &Map<String, Value>, loud: bool) {
    let topic = creator_topic(creator);
    let holders = hub.watchers(&topic, KEY_HOLDERS);
    let loudest = if loud { loudest(&holders) } else { None };
    let mut frame = frame.clone();
    for socket in &holders {
        frame.insert("sound".to_owned(), Value::Bool(Some(socket.id()) == loudest));
        socket.emit(event, &frame);
    }
    frame.insert("sound".to_owned(), Value::Bool(false));
    for socket in hub.watchers(&topic, PREVIEWS) {
        socket.emit(event, &frame);
    }
}
