//! The face of the overlay's half: what it stands on, and how all overlays of a creator are told something with one sound.
//! It shows what the companion records.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use footlights_base::AccountId;
use footlights_cluster::{Cluster, NodeId};
use footlights_identity::SecretBox;
use footlights_realtime::Hub;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Companion;
use crate::following::{Guests, ViewedPages, send_to_overlays};

/// The channel of frames for overlays on other nodes.
pub(crate) const FRAMES: &str = "companion.overlay_frames";

/// Settings of overlays, with their defaults.
#[derive(Debug, Clone)]
pub struct OverlaySettings {
    /// The address people use; overlay addresses begin with it (`FOOTLIGHTS_PUBLIC_URL`).
    pub public_url: String,
    /// Life of the lease by which one node conducts a creator's alerts; renewed at a third of it.
    pub lease_life: Duration,
    /// How long an alert that is done is kept (`FOOTLIGHTS_ALERTS_KEPT_DAYS`).
    pub alerts_kept_for: Duration,
    /// How many of them one creator keeps (`FOOTLIGHTS_ALERTS_KEPT_MAX`).
    pub alerts_kept_max: u32,
}

impl Default for OverlaySettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:7300".into(),
            lease_life: Duration::from_secs(6),
            alerts_kept_for: Duration::from_hours(30 * 24),
            alerts_kept_max: 10_000,
        }
    }
}

/// A frame on its way to the overlays of other nodes.
#[derive(Serialize, Deserialize)]
struct Elsewhere {
    origin: NodeId,
    creator: AccountId,
    event: String,
    frame: Map<String, Value>,
}

/// What overlays stand on.
pub struct OverlayParts {
    /// What they show.
    pub companion: Companion,
    /// What nodes tell one another.
    pub cluster: Cluster,
    /// Where sockets are; none where no sockets are served (commands, use-case tests).
    pub hub: Option<Hub>,
    /// Seals overlay keys.
    pub secret_box: SecretBox,
    /// Settings.
    pub settings: OverlaySettings,
}

/// The overlays of all creators. Cheap to clone.
#[derive(Clone)]
pub struct Overlays(Arc<Inner>);

/// What is behind the face; only this crate sees into it.
struct Inner {
    parts: OverlayParts,
    /// The creators whose overlays this node conducts, and so decides which of them makes a sound.
    conducted: Mutex<HashSet<AccountId>>,
    guests: Guests,
    viewed: ViewedPages,
}

impl std::ops::Deref for Overlays {
    type Target = OverlayParts;

    fn deref(&self) -> &OverlayParts {
        &self.0.parts
    }
}

impl Overlays {
    /// Puts them on their parts. Starts nothing: see [`crate::Conductor::start`].
    #[must_use]
    pub fn new(parts: OverlayParts) -> Self {
        Self(Arc::new(Inner { parts, conducted: Mutex::default(), guests: Guests::default(), viewed: ViewedPages::default() }))
    }

    /// Moderators who follow something on this node.
    pub(crate) fn guests(&self) -> &Guests {
        &self.0.guests
    }

    /// Viewers' pages that are open on this node.
    pub(crate) fn viewed(&self) -> &ViewedPages {
        &self.0.viewed
    }

    /// Sends an event to every overlay of the creator that was joined by key, on all nodes, and to previews. `frame` must
    /// serialise to a JSON object; `sound` is put into it, true for exactly one overlay: of those on the node that conducts
    /// them the one last put on the programme, else the longest joined. False for all while nobody conducts.
    pub(crate) fn tell_overlays(&self, creator: AccountId, event: &str, frame: &impl Serialize) {
        let Ok(Value::Object(frame)) = serde_json::to_value(frame) else {
            tracing::error!(event, "a frame for overlays was no JSON object and is not sent");
            return;
        };
        self.send_here(creator, event, &frame);
        let elsewhere = Elsewhere { origin: self.cluster.node(), creator, event: event.to_owned(), frame };
        let bytes = serde_json::to_vec(&elsewhere).expect("a frame is a plain struct");
        self.cluster.publish(FRAMES, Bytes::from(bytes));
    }

    /// What another node has told all overlays.
    pub(crate) fn hear_frame(&self, bytes: &[u8]) {
        if let Ok(Elsewhere { origin, creator, event, frame }) = serde_json::from_slice(bytes)
            && origin != self.cluster.node()
        {
            self.send_here(creator, &event, &frame);
        }
    }

    /// The same on this node alone: where what is told has come to every node already.
    pub(crate) fn send_here(&self, creator: AccountId, event: &str, frame: &Map<String, Value>) {
        if let Some(hub) = &self.hub {
            let loud = self.conducted().contains(&creator);
            send_to_overlays(hub, creator, event, frame, loud);
        }
    }

    /// This node conducts the creator's overlays from now on, or no longer.
    pub(crate) fn conducts(&self, creator: AccountId, conducts: bool) {
        let mut conducted = self.conducted();
        if conducts {
            conducted.insert(creator);
        } else {
            conducted.remove(&creator);
        }
    }

    fn conducted(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        // Every change is one call on the set, so a panic elsewhere leaves it whole.
        self.0.conducted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
