//! The topics followed on one loop thread, and which of them have something to do.

use std::collections::HashMap;

use footlights_base::Topic;

use super::slots::Slots;
use crate::topic::{Outlets, TopicState};
use crate::wheel::Wheel;

pub(super) struct Topics {
    by_name: HashMap<Topic, u32>,
    slots: Slots<Box<Entry>>,
    /// Those with a turn to take.
    ready: Vec<u32>,
    /// Those that wait for the log or for a gap to close.
    gaps: Vec<u32>,
    /// Those with a turn to take later even if nothing comes.
    alarms: Wheel<u32>,
}

struct Entry {
    topic: TopicState,
    /// Stands in `ready`.
    ready: bool,
    /// Stands in `gaps`.
    gap: bool,
    /// Stands in `alarms`.
    alarm: bool,
}

impl Topics {
    pub(super) fn new(now: u64) -> Self {
        Self { by_name: HashMap::new(), slots: Slots::new(), ready: Vec::new(), gaps: Vec::new(), alarms: Wheel::new(now) }
    }

    pub(super) fn find(&self, name: &Topic) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// The topic's slot, and whether it is new here.
    pub(super) fn find_or_add(&mut self, name: &Topic) -> (u32, bool) {
        if let Some(slot) = self.find(name) {
            return (slot, false);
        }
        let (slot, _) = self.slots.vacant();
        self.slots.fill(slot, Box::new(Entry { topic: TopicState::new(name.clone()), ready: false, gap: false, alarm: false }));
        self.by_name.insert(name.clone(), slot);
        (slot, true)
    }

    pub(super) fn at(&mut self, slot: u32) -> Option<&mut TopicState> {
        self.slots.at(slot).map(|entry| &mut entry.topic)
    }

    /// Looks at a topic after something happened to it.
    pub(super) fn note(&mut self, slot: u32, now: u64) {
        let Some(entry) = self.slots.at(slot) else { return };
        if entry.topic.has_turn(now) && !entry.ready {
            entry.ready = true;
            self.ready.push(slot);
        }
        if entry.topic.deadline().is_some() && !entry.gap {
            entry.gap = true;
            self.gaps.push(slot);
        }
        if let Some(at) = entry.topic.alarm().filter(|at| *at > now)
            && !entry.alarm
        {
            entry.alarm = true;
            self.alarms.set(at, slot);
        }
    }

    /// Looks at the topics whose time has come.
    pub(super) fn wake(&mut self, now: u64) {
        let mut due = Vec::new();
        self.alarms.due(now, &mut due);
        for slot in due {
            if let Some(entry) = self.slots.at(slot) {
                entry.alarm = false;
            }
            self.note(slot, now);
        }
    }

    /// Whatever waits in any topic leaves with the next turn.
    pub(super) fn hurry(&mut self, now: u64) {
        for slot in self.slots.slots() {
            if let Some(entry) = self.slots.at(slot) {
                entry.topic.hurry();
            }
            self.note(slot, now);
        }
    }

    pub(super) fn has_turns(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Takes the turn of every topic that has one. Events of the kinds `taking_back` end what is remembered before them.
    pub(super) fn turns(&mut self, now: u64, taking_back: &[&str], out: &mut impl Outlets) {
        for slot in std::mem::take(&mut self.ready) {
            if let Some(entry) = self.slots.at(slot) {
                entry.ready = false;
                entry.topic.turn(now, taking_back, out);
            }
            self.note(slot, now);
        }
    }

    /// Topics whose log must be read now, each with the number to read from.
    pub(super) fn reads(&mut self, now: u64) -> Vec<(Topic, i64)> {
        let mut reads = Vec::new();
        self.gaps.retain(|slot| {
            let Some(entry) = self.slots.at(*slot) else { return false };
            if let Some(after) = entry.topic.read_from(now) {
                reads.push((entry.topic.name().clone(), after));
            }
            entry.gap = entry.topic.deadline().is_some();
            entry.gap
        });
        reads
    }

    /// When [`Self::reads`] or [`Self::wake`] wants to be asked.
    pub(super) fn deadline(&mut self) -> Option<u64> {
        let Self { gaps, slots, alarms, .. } = self;
        gaps.iter().filter_map(|slot| slots.at(*slot)?.topic.deadline()).chain(alarms.deadline()).min()
    }

    /// Forgets a topic at once that is followed by nobody and has never had an event: whoever asks for names that do not
    /// exist leaves nothing behind.
    pub(super) fn forget_blank(&mut self, slot: u32) -> bool {
        let blank = self.slots.at(slot).is_some_and(|entry| entry.topic.is_blank());
        if blank && let Some(entry) = self.slots.remove(slot) {
            self.by_name.remove(entry.topic.name());
        }
        blank
    }

    /// Lets go of what is old; returns the topics that are forgotten.
    pub(super) fn expire(&mut self, now: u64) -> Vec<Topic> {
        let mut gone = Vec::new();
        for slot in self.slots.slots() {
            let over = self.slots.at(slot).is_some_and(|entry| entry.topic.expire(now));
            if over && let Some(entry) = self.slots.remove(slot) {
                self.by_name.remove(entry.topic.name());
                gone.push(entry.topic.name().clone());
            }
        }
        gone
    }
}
