//! Who is in a room in person, for whoever asks.

use std::collections::HashMap;

use footlights_base::{AccountId, Timestamp};
use footlights_cluster::Freshness;
use footlights_realtime::{Activity, Counts};
use footlights_surface::words;

use super::People;
use super::news::activity_of;
use crate::events::room_topic;
use crate::model::{Presence, RoomId};

words!(
    /// How far a roster can be believed.
    RosterState {
        /// It is not known yet who is on other nodes.
        Loading = "loading",
        /// Every node has said who is with it.
        Fresh = "fresh",
        /// Not every node has, since a moment: nobody is said to have left.
        Stale = "stale",
    }
);

/// A page of who is in a room in person.
#[derive(Debug, Clone)]
pub struct Here {
    /// How far it can be believed.
    pub state: RosterState,
    /// Since when it is stale, if it is.
    pub stale_since: Option<Timestamp>,
    /// How many there are.
    pub counts: Counts,
    /// By id; one more than was asked for where there are more.
    pub people: Vec<(AccountId, Presence)>,
}

impl People {
    pub(super) fn state(&self, room: RoomId) -> RosterState {
        if self.cluster.is_alone() {
            return RosterState::Fresh;
        }
        if !self.rooms().get(&room).is_some_and(|on_node| on_node.loaded) {
            return RosterState::Loading;
        }
        if self.stale_since().is_some() { RosterState::Stale } else { RosterState::Fresh }
    }

    /// The first `limit` and one more, by id, after one.
    pub(crate) async fn page(&self, room: RoomId, after: Option<AccountId>, limit: u32) -> Here {
        let limit = limit as usize + 1;
        if self.knows(room) {
            let topic = room_topic(room);
            let people = self.hub.members_after(&topic, after, limit);
            return Here {
                state: self.state(room),
                stale_since: self.stale_since(),
                counts: self.hub.members_count(&topic),
                people: people.into_iter().map(|(account, activity)| (account, activity.into())).collect(),
            };
        }
        let (all, freshness) = self.everywhere(room).await;
        let away = all.values().filter(|activity| **activity == Activity::Away).count();
        let counts = Counts { present: all.len(), away };
        let mut people: Vec<_> = all.into_iter().filter(|(account, _)| after.is_none_or(|after| *account > after)).collect();
        people.sort_unstable_by_key(|(account, _)| *account);
        people.truncate(limit);
        let people = people.into_iter().map(|(account, activity)| (account, activity.into())).collect();
        match freshness {
            Freshness::Fresh => Here { state: RosterState::Fresh, stale_since: None, counts, people },
            Freshness::Stale { since } => Here { state: RosterState::Stale, stale_since: Some(since), counts, people },
        }
    }

    /// Whether each of these is there in person.
    pub(crate) async fn presence_of(&self, room: RoomId, accounts: &[AccountId]) -> Vec<Presence> {
        let presence = |activity: Option<Activity>| activity.map_or(Presence::Offline, Presence::from);
        if self.knows(room) {
            let topic = room_topic(room);
            return accounts.iter().map(|account| presence(self.hub.activity(&topic, *account))).collect();
        }
        let (all, _) = self.everywhere(room).await;
        accounts.iter().map(|account| presence(all.get(account).copied())).collect()
    }

    /// Whether this node's desk knows everybody in the room.
    fn knows(&self, room: RoomId) -> bool {
        self.cluster.is_alone() || self.rooms().get(&room).is_some_and(|on_node| on_node.loaded)
    }

    /// From the cluster's entries: for a room nobody on this node looks at.
    async fn everywhere(&self, room: RoomId) -> (HashMap<AccountId, Activity>, Freshness) {
        let listed = self.cluster.list(room_topic(room).as_str()).await;
        let mut all: HashMap<AccountId, Activity> = HashMap::new();
        let (lookout, now) = (self.lookout(), self.clock.now());
        for entry in listed.entries.iter().filter(|entry| entry.alive || lookout.is_within_grace(entry.node, now)) {
            let Ok(account) = entry.member.parse() else { continue };
            // Whoever was on a node that has ended is away until they come back, as on a node with sockets in the room.
            let activity = if entry.alive { activity_of(&entry.value) } else { Activity::Away };
            let known = all.entry(account).or_insert(activity);
            if activity == Activity::Active {
                *known = activity;
            }
        }
        drop(lookout);
        (all, listed.freshness)
    }
}
