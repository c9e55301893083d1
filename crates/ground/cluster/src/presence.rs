//! Who is present where, and how far that can be believed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use footlights_base::Timestamp;

use crate::NodeId;

/// A member to put: its place, its name, its value.
pub(crate) type Put = (Arc<str>, Box<str>, Bytes);
/// A member to remove: its place, its name.
pub(crate) type Removal = (Arc<str>, Box<str>);

/// Members whose removal has not reached Redis that a node remembers; the rest goes when their node does.
const REMOVALS_MAX: usize = 100_000;

/// One member (an account's device, an overlay) at a place (a room, a creator's overlay), as one node sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The node that holds the member's connection.
    pub node: NodeId,
    /// The member's name, unique per place and node.
    pub member: Box<str>,
    /// What its node says about it.
    pub value: Bytes,
    /// Whether that node has renewed itself lately. Members of a dead node are away, and leave after the grace.
    pub alive: bool,
}

/// How far a roster can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Every live node has said who is with it.
    Fresh,
    /// Not every node has, since a moment: no leave may be announced on this ground.
    Stale {
        /// Since when.
        since: Timestamp,
    },
}

/// Who is at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// The members of all nodes, in the order of (node, member).
    pub entries: Vec<Entry>,
    /// How far to believe it.
    pub freshness: Freshness,
}

impl Roster {
    pub(crate) fn new(mut entries: Vec<Entry>, freshness: Freshness) -> Self {
        entries.sort_by(|a, b| (a.node, &a.member).cmp(&(b.node, &b.member)));
        Self { entries, freshness }
    }
}

/// The members of this node: the truth from which they are put again whenever Redis forgets.
#[derive(Default)]
pub(crate) struct Own {
    places: HashMap<Arc<str>, HashMap<Box<str>, Bytes>>,
    removed: HashSet<(Arc<str>, Box<str>)>,
}

impl Own {
    pub(crate) fn put(&mut self, place: &str, member: &str, value: Bytes) {
        let place: Arc<str> = place.into();
        self.removed.remove(&(place.clone(), Box::from(member)));
        self.places.entry(place).or_default().insert(member.into(), value);
    }

    /// Whether nobody is left at the place.
    pub(crate) fn remove(&mut self, place: &str, member: &str) -> bool {
        if let Some(members) = self.places.get_mut(place) {
            members.remove(member);
            if members.is_empty() {
                self.places.remove(place);
            }
        }
        if self.removed.len() < REMOVALS_MAX {
            self.removed.insert((place.into(), member.into()));
        }
        !self.places.contains_key(place)
    }

    /// A removal has reached Redis.
    pub(crate) fn removed(&mut self, place: &str, member: &str) {
        self.removed.remove(&(Arc::from(place), Box::from(member)));
    }

    pub(crate) fn at(&self, place: &str) -> Vec<(Box<str>, Bytes)> {
        let members = self.places.get(place);
        members.map(|members| members.iter().map(|(member, value)| (member.clone(), value.clone())).collect()).unwrap_or_default()
    }

    /// Everything to put and everything to remove.
    pub(crate) fn all(&self) -> (Vec<Put>, Vec<Removal>) {
        let put = self
            .places
            .iter()
            .flat_map(|(place, members)| members.iter().map(|(member, value)| (place.clone(), member.clone(), value.clone())));
        (put.collect(), self.removed.iter().cloned().collect())
    }
}
