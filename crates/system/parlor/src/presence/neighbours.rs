//! Other nodes: hearing them, finding out who is there when this node begins to look, and noticing when one is gone or Redis has
//! forgotten.
//!
//! A node that is gone loses all its people at once: they are away, and leave after their grace unless they are seen
//! elsewhere. While not every live node has said who is with it, the rosters are stale and nobody's grace ends.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bytes::Bytes;
use footlights_base::{AccountId, Failure};
use footlights_cluster::{Freshness, Heard, NodeId, Subscription};
use footlights_realtime::Activity;
use tokio_util::sync::CancellationToken;

use super::lookout::LOOK_EVERY;
use super::news::{CHANNEL, Message, activity_of};
use super::{Certainty, People, device_of};
use crate::events::room_topic;
use crate::model::RoomId;

/// The place where every node is, so that the others see whether it is alive.
const NODES: &str = "parlor.nodes";
/// How long the first socket of a room waits for word of the others.
const LOAD_WITHIN: Duration = Duration::from_secs(2);
/// How often a roster is compared with the cluster's entries, without any cause.
const COMPARE_EVERY: Duration = Duration::from_mins(1);

impl People {
    /// Begins to listen to the others; ends with `stop`.
    ///
    /// # Errors
    /// When the cluster refuses the channel.
    pub(super) async fn meet(&self, stop: CancellationToken) -> Result<(), Failure> {
        if self.cluster.is_alone() {
            return Ok(());
        }
        self.cluster.put(NODES, "node", Bytes::from_static(b"here")).await?;
        let heard = self.cluster.subscribe(CHANNEL).await?;
        self.tasks.spawn(self.clone().say_all(stop.clone()));
        self.tasks.spawn(self.clone().listen(heard, stop.clone()));
        self.tasks.spawn(self.clone().compare_always(stop.clone()));
        self.tasks.spawn(self.clone().watch(stop));
        Ok(())
    }

    async fn listen(self, mut heard: Subscription, stop: CancellationToken) {
        while let Some(next) = stop.run_until_cancelled(heard.next()).await {
            match next {
                Heard::Message(message) => match serde_json::from_slice(&message) {
                    Ok(message) => self.take(&message),
                    Err(error) => tracing::warn!(%error, "what another node says of rooms could not be read"),
                },
                Heard::Gap => self.comparing.notify_one(),
            }
        }
    }

    fn take(&self, message: &Message) {
        match *message {
            Message::Word { node, .. } if node == self.cluster.node() => {}
            Message::Word { node, room, account, word } => self.hear(node, room, account, word),
            Message::Out { room, account } => self.doubt(room, account),
            Message::Closed { room } => self.empty_room(room),
        }
    }

    /// Looks all the time who is alive. Never waits for rosters to be compared: a node that dies meanwhile is missed in time.
    async fn watch(self, stop: CancellationToken) {
        let (mut beats, mut health) = (self.cluster.beats(), self.cluster.health_changes());
        loop {
            let nodes = self.cluster.list(NODES).await;
            match nodes.freshness {
                Freshness::Stale { since } => {
                    *self.certainty() = Certainty::Stale { since };
                    self.hub.hold_departures(true);
                }
                Freshness::Fresh => {
                    let alive = nodes.entries.iter().filter(|entry| entry.alive).map(|entry| entry.node).collect();
                    let seen = self.lookout().look(alive, self.clock.now());
                    seen.lost.iter().for_each(|node| self.lose(*node));
                    if self.comes_round() || seen.somebody_came {
                        self.comparing.notify_one();
                    }
                }
            }
            let over = self.lookout().over(self.clock.now());
            for node in over {
                let (people, stop) = (self.clone(), stop.clone());
                self.tasks.spawn(async move { stop.run_until_cancelled(people.forget(node)).await });
            }
            tokio::select! {
                () = stop.cancelled() => return,
                beat = beats.changed() => if beat.is_err() { return },
                // While Redis is away there are no beats.
                news = health.changed() => if news.is_err() { return },
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// The nodes are known again: the rosters are to be compared before they count as fresh. Whether that is new.
    fn comes_round(&self) -> bool {
        let mut certainty = self.certainty();
        let Certainty::Stale { since } = *certainty else { return false };
        *certainty = Certainty::Comparing { since };
        true
    }

    /// Compares rosters when something was lost, or a while has passed; who was held back leaves after that.
    async fn compare_always(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.comparing.notified() => {}
                () = tokio::time::sleep(COMPARE_EVERY) => {}
            }
            let before = *self.certainty();
            self.compare_all().await;
            let mut certainty = self.certainty();
            if *certainty == before && matches!(before, Certainty::Comparing { .. }) {
                *certainty = Certainty::Fresh;
                self.hub.hold_departures(false);
            }
        }
    }

    /// Who is on the other nodes, for a room nobody on this node has looked at before.
    pub(super) async fn load(&self, room: RoomId) {
        let loaded = tokio::time::timeout(LOAD_WITHIN, self.compare(room, true)).await;
        if loaded.is_err() {
            tracing::warn!(%room, "who is in a room on other nodes is not known in time; it is told when it is");
        }
    }

    /// All rooms of this node.
    pub(super) async fn compare_all(&self) {
        let rooms: Vec<RoomId> = self.rooms().keys().copied().collect();
        for room in rooms {
            self.compare(room, false).await;
        }
    }

    /// Brings what is known of the others in line with the cluster's entries. What was heard meanwhile is newer and stays.
    async fn compare(&self, room: RoomId, quietly: bool) {
        let topic = room_topic(room);
        let Some(()) = self.rooms().get_mut(&room).map(|on_node| on_node.readers += 1) else { return };
        let _reader = Reader { people: self, room };
        let listed = self.cluster.list(topic.as_str()).await;
        let mut there: HashMap<NodeId, HashMap<AccountId, Activity>> = HashMap::new();
        for entry in listed.entries.iter().filter(|entry| entry.alive && entry.node != self.cluster.node()) {
            let Ok(account) = entry.member.parse::<AccountId>() else { continue };
            there.entry(entry.node).or_default().insert(account, activity_of(&entry.value));
        }
        let fresh = listed.freshness == Freshness::Fresh;
        let (came, went) = {
            let mut rooms = self.rooms();
            let Some(on_node) = rooms.get_mut(&room) else { return };
            on_node.loaded |= fresh;
            on_node.reconcile(&there, fresh)
        };
        for (node, account) in came {
            let activity = there.get(&node).and_then(|people| people.get(&account)).copied().unwrap_or(Activity::Active);
            if quietly {
                self.hub.adopt_elsewhere(&topic, account, &device_of(node));
            } else {
                self.hub.appear_elsewhere(&topic, account, &device_of(node));
            }
            if activity == Activity::Away {
                self.hub.heartbeat(&topic, account, activity);
            }
        }
        for (node, account) in went {
            self.hub.disappear_elsewhere(&topic, account, &device_of(node));
        }
    }

    /// A node is gone with all who were there.
    fn lose(&self, node: NodeId) {
        let lost: Vec<(RoomId, HashSet<AccountId>)> = {
            let mut rooms = self.rooms();
            rooms.iter_mut().filter_map(|(room, on_node)| Some((*room, on_node.elsewhere.remove(&node)?))).collect()
        };
        for (room, accounts) in lost {
            for account in accounts {
                self.hub.disappear_elsewhere(&room_topic(room), account, &device_of(node));
            }
        }
    }

    /// What a dead node has left in the cluster's entries is taken away.
    async fn forget(&self, node: NodeId) {
        let rooms: Vec<RoomId> = self.rooms().keys().copied().collect();
        for room in rooms {
            self.cluster.forget(room_topic(room).as_str(), node).await;
        }
        self.cluster.forget(NODES, node).await;
    }
}

/// Reads the entries of a room. What is heard meanwhile is kept until the last one ends, also one that is given up.
struct Reader<'a> {
    people: &'a People,
    room: RoomId,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let Some(on_node) = self.people.rooms().get_mut(&self.room) {
            on_node.readers = on_node.readers.saturating_sub(1);
            if on_node.readers == 0 {
                on_node.moved.clear();
            }
        }
    }
}

/// Who is where.
type Places = Vec<(NodeId, AccountId)>;

impl super::OnNode {
    /// Who has come and who has gone, by the entries; those who moved meanwhile aside. Nobody goes by entries that are not fresh.
    fn reconcile(&mut self, there: &HashMap<NodeId, HashMap<AccountId, Activity>>, fresh: bool) -> (Places, Places) {
        let (mut came, mut went) = (Vec::new(), Vec::new());
        let moved = &self.moved;
        for (node, people) in there {
            let known = self.elsewhere.entry(*node).or_default();
            for account in people.keys().filter(|account| !moved.contains(&(*node, **account))) {
                if known.insert(*account) {
                    came.push((*node, *account));
                }
            }
        }
        if fresh {
            for (node, known) in &mut self.elsewhere {
                let people = there.get(node);
                known.retain(|account| {
                    let stays = moved.contains(&(*node, *account)) || people.is_some_and(|people| people.contains_key(account));
                    if !stays {
                        went.push((*node, *account));
                    }
                    stays
                });
            }
        }
        (came, went)
    }
}
