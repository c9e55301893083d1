//! The cluster of one machine: everything in this process. Several nodes on one [`Mesh`] stand for a cluster in tests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bytes::Bytes;
use footlights_base::Clock;
use tokio::sync::watch;

use crate::presence::Own;
use crate::rate::Counters;
use crate::subscription::Channels;
use crate::{Count, Entry, Freshness, NodeId, Roster, Window};

/// What joins memory nodes. Clones are handles on the same mesh.
#[derive(Clone, Default)]
pub struct Mesh(Arc<Inner>);

#[derive(Default)]
struct Inner {
    channels: Arc<Channels>,
    state: Mutex<State>,
    beats: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    nodes: HashMap<NodeId, Member>,
    counters: Counters,
}

struct Member {
    /// Dead when its node is dropped; its entries stay until they are forgotten.
    life: Weak<()>,
    address: Option<String>,
    own: Own,
}

/// One node of a mesh.
pub(crate) struct MemoryNode {
    mesh: Mesh,
    node: NodeId,
    clock: Arc<dyn Clock>,
    _life: Life,
}

/// Tells the mesh when the node is gone.
struct Life {
    life: Option<Arc<()>>,
    mesh: Mesh,
}

impl Drop for Life {
    fn drop(&mut self) {
        self.life = None;
        self.mesh.0.beats.send_modify(|beats| *beats += 1);
    }
}

impl MemoryNode {
    pub(crate) fn new(mesh: &Mesh, node: NodeId, clock: Arc<dyn Clock>) -> Self {
        let life = Arc::new(());
        let member = Member { life: Arc::downgrade(&life), address: None, own: Own::default() };
        mesh.state().nodes.insert(node, member);
        Self { mesh: mesh.clone(), node, clock, _life: Life { life: Some(life), mesh: mesh.clone() } }
    }

    pub(crate) fn channels(&self) -> &Arc<Channels> {
        &self.mesh.0.channels
    }

    pub(crate) fn publish(&self, channel: &str, message: &Bytes) {
        self.mesh.0.channels.deliver(channel, message);
    }

    pub(crate) fn count(&self, key: &str, window: Window, by: u64) -> Count {
        self.mesh.state().counters.count(key, window, by, self.clock.now())
    }

    pub(crate) fn put(&self, place: &str, member: &str, value: Bytes) {
        self.with_own(|own| own.put(place, member, value));
    }

    pub(crate) fn remove(&self, place: &str, member: &str) {
        self.with_own(|own| {
            own.remove(place, member);
            own.removed(place, member);
        });
    }

    pub(crate) fn list(&self, place: &str) -> Roster {
        let state = self.mesh.state();
        let mut entries = Vec::new();
        for (node, stand) in &state.nodes {
            let alive = stand.life.strong_count() > 0;
            entries.extend(stand.own.at(place).into_iter().map(|(member, value)| Entry { node: *node, member, value, alive }));
        }
        Roster::new(entries, Freshness::Fresh)
    }

    pub(crate) fn forget(&self, place: &str, node: NodeId) {
        if let Some(stand) = self.mesh.state().nodes.get_mut(&node) {
            for (member, _) in stand.own.at(place) {
                stand.own.remove(place, &member);
                stand.own.removed(place, &member);
            }
        }
    }

    pub(crate) fn advertise(&self, address: &str) {
        if let Some(stand) = self.mesh.state().nodes.get_mut(&self.node) {
            stand.address = Some(address.to_owned());
        }
    }

    pub(crate) fn address_of(&self, node: NodeId) -> Option<String> {
        let state = self.mesh.state();
        let stand = state.nodes.get(&node).filter(|stand| stand.life.strong_count() > 0)?;
        stand.address.clone()
    }

    pub(crate) fn beats(&self) -> watch::Receiver<u64> {
        self.mesh.0.beats.subscribe()
    }

    pub(crate) fn close(&self) {
        self.mesh.state().nodes.remove(&self.node);
        self.mesh.0.beats.send_modify(|beats| *beats += 1);
    }

    fn with_own(&self, run: impl FnOnce(&mut Own)) {
        if let Some(stand) = self.mesh.state().nodes.get_mut(&self.node) {
            run(&mut stand.own);
        }
    }
}

impl Mesh {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
