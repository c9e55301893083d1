//! How personalities change with hours watched: slowly, one step at a time, and never out of bounds.
//!
//! Owns: the steps. Does not know: sessions.
//! A member changes at most once in as many hours as the step asks for, and from then on after each visit with a chance of one in sixteen, so
//! that not everybody changes in the same minute. Its rates move by the ratio of the two natures and stay within a byte.

use crate::chance::{Purpose, draw, is_yes};
use crate::crowd::Crowd;
use crate::explain::Entry;

/// Chance of a step after each visit from then on, of 65,536.
const CHANCE: u32 = 4_096;

impl Crowd {
    pub(crate) fn evolve(&mut self, member: u32) {
        let rules = &self.rules;
        let memory = self.reservoir.members[member as usize].memory;
        let hours = (memory.favourite_ticks / rules.ticks_per_hour).min(u32::from(u16::MAX));
        let mut profile = self.reservoir.members[member as usize].profile;
        let since = u32::from(memory.changed_at_hour);
        let due = |step: &&crate::rules::Step| profile.traits & step.from != 0 && hours >= since.saturating_add(step.hours);
        let Some(step) = rules.steps.iter().find(due) else { return };
        if !is_yes(draw(rules.config.seed, u64::from(member), hours, Purpose::Evolve), CHANCE) {
            return;
        }
        let before = rules.words.nature(profile.traits);
        profile.traits = profile.traits & !step.from | step.to;
        let after = rules.words.nature(profile.traits);
        let scale = |value: u8, from: u16, to: u16| {
            if value == 0 { 0 } else { (u32::from(value) * u32::from(to.max(1)) / u32::from(from.max(1))).clamp(1, 255) as u8 }
        };
        profile.growth = scale(profile.growth, before.growth, after.growth);
        profile.decay = scale(profile.decay, before.decay, after.decay);
        profile.base = scale(profile.base, before.base, after.base);
        self.reservoir.members[member as usize].profile = profile;
        self.reservoir.members[member as usize].memory.changed_at_hour = hours as u16;
        self.write_down(member, |crowd| Entry::Changed { tick: crowd.tick, traits: profile.traits });
    }
}
