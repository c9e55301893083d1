//! The face of the realtime edge.

use std::sync::Arc;

use footlights_base::Topic;
use tokio::sync::broadcast;

use crate::directory::AudienceChange;
use crate::inbox::{Message, News};
use crate::shared::Shared;
use crate::{Audience, Ephemeral, Namespace, Socket, Tag};

/// Everything between committed events and the sockets that follow them. Clones are handles on the same hub.
#[derive(Clone)]
pub struct Hub(pub(crate) Arc<Shared>);

impl Hub {
    /// Serves a namespace from now on. Paths are unique; the first of two wins.
    pub fn add_namespace(&self, namespace: Arc<dyn Namespace>) {
        self.0.add_namespace(namespace);
    }

    /// Sends a frame without a number to the followers of its topic, on all nodes.
    pub fn ephemeral(&self, frame: Ephemeral) {
        let frame = Arc::new(frame);
        self.0.tell(|| News::Ephemeral(frame.clone()));
    }

    /// Ends all sockets with this tag, with a Socket.IO DISCONNECT, so that their clients stay away: for revoked tokens,
    /// bans and rotated keys only.
    pub fn cut(&self, tag: &Tag) {
        for socket in self.0.directory.tagged(tag) {
            socket.send(Message::Cut { seat: socket.0.seat });
        }
    }

    /// The sockets on this node that follow `topic` as `audience`, in no order.
    #[must_use]
    pub fn watchers(&self, topic: &Topic, audience: Audience) -> Vec<Socket> {
        self.0.directory.watchers(topic, audience)
    }

    /// How many there are; cheap.
    #[must_use]
    pub fn watchers_count(&self, topic: &Topic, audience: Audience) -> usize {
        self.0.directory.count(topic, audience)
    }

    /// Tells of every change of a topic's followers on this node. Who falls behind by more than 1,024 changes is told
    /// so ([`broadcast::error::RecvError::Lagged`]) and must count again.
    #[must_use]
    pub fn audience_changes(&self) -> broadcast::Receiver<AudienceChange> {
        self.0.directory.changes()
    }
}
