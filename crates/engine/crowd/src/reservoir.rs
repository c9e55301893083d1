//! All members of a game service: who they are, where each one is, and what it remembers.
//!
//! Owns: profiles, places, who is free. Does not know: sessions beyond their number, engagement while watching ([`crate::seats`]).
//! A member is its index, given once and never again. It is in exactly one place: free here, or in one session.

use crate::chance::{Draws, Purpose};
use crate::land::prefer_large_pages;
use crate::near;
use crate::rules::{Rules, Words};
use crate::seating::Distribution;

/// What a member is, where it is and whether it may come: 16 bytes, one read in memory for whoever chooses among the free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Profile {
    pub(crate) interests: u16,
    pub(crate) traits: u16,
    /// Engagement gained a tick at a full match, of 2,048.
    pub(crate) growth: u8,
    /// Engagement lost a tick without a match, of 2,048.
    pub(crate) decay: u8,
    /// The level it comes with, of 255.
    pub(crate) base: u8,
    /// The sentiment it tends to, the number of a category.
    pub(crate) bias: u8,
    /// It rests until this tick.
    pub(crate) rests_until: u32,
    /// The session's number, or [`FREE`] and the position in the list of the free.
    pub(crate) place: u32,
}

/// What a member remembers when it is not watching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory {
    /// The streamer it has watched most, or [`NOBODY`].
    pub(crate) favourite: u32,
    /// Ticks it has watched that one, less half of what it watched of others.
    pub(crate) favourite_ticks: u32,
    /// When it last watched.
    pub(crate) last_active: u32,
    /// The hour of its favourite at which its personality last changed.
    pub(crate) changed_at_hour: u16,
    /// Why it left last, the number of a [`crate::Reason`], or 255.
    pub(crate) left: u8,
}

impl Memory {
    /// Of somebody who has watched nothing yet.
    pub(crate) const EMPTY: Self = Self { favourite: NOBODY, favourite_ticks: 0, last_active: 0, changed_at_hour: 0, left: u8::MAX };
}

/// All there is of a member: 32 bytes that never lie across two lines, since whoever comes or goes needs most of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(32))]
pub(crate) struct Member {
    pub(crate) profile: Profile,
    pub(crate) memory: Memory,
}

/// No streamer.
pub(crate) const NOBODY: u32 = u32::MAX;
/// The bit of a place that says: free, at this position of the list of the free.
const FREE: u32 = 1 << 31;

/// The columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reservoir {
    pub(crate) members: Vec<Member>,
    pub(crate) free: Vec<u32>,
}

impl Reservoir {
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn is_free(&self, member: u32) -> bool {
        self.members[member as usize].profile.place & FREE != 0
    }

    /// The session a member is in.
    pub(crate) fn session_of(&self, member: u32) -> Option<u32> {
        let place = self.members[member as usize].profile.place;
        (place & FREE == 0).then_some(place)
    }

    /// Asks for all there is of a member, so that it is near when it is needed; a real-derived one has nothing here.
    pub(crate) fn bring(&self, member: u32) {
        if let Some(member) = self.members.get(member as usize) {
            near::bring(member);
        }
    }

    /// Takes memory for `count` more at once.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.members.reserve_exact(count);
        self.free.reserve_exact(count);
        prefer_large_pages(&self.members);
        prefer_large_pages(&self.free);
    }

    pub(crate) fn add(&mut self, profile: Profile) -> u32 {
        let member = self.members.len() as u32;
        let profile = Profile { place: FREE | self.free.len() as u32, ..profile };
        self.members.push(Member { profile, memory: Memory::EMPTY });
        self.free.push(member);
        member
    }

    /// The member leaves the free ones for a session.
    pub(crate) fn check_out(&mut self, member: u32, session: u32) {
        let place = self.members[member as usize].profile.place;
        debug_assert!(place & FREE != 0, "a member is in one place at a time");
        let position = (place & !FREE) as usize;
        self.free.swap_remove(position);
        if let Some(&moved) = self.free.get(position) {
            self.members[moved as usize].profile.place = FREE | position as u32;
        }
        self.members[member as usize].profile.place = session;
    }

    /// The member is free again.
    pub(crate) fn check_in(&mut self, member: u32) {
        debug_assert!(self.members[member as usize].profile.place & FREE == 0, "only who is out comes back");
        self.members[member as usize].profile.place = FREE | self.free.len() as u32;
        self.free.push(member);
    }
}

/// Draws the profile of a new member.
pub(crate) fn draw_profile(rules: &Rules, distribution: &Distribution, member: u64) -> Profile {
    let mut draws = Draws::new(rules.config.seed, member, 0, Purpose::Profile);
    let traits = several(&mut draws, &distribution.personalities, distribution.personalities_each);
    let interests = several(&mut draws, &distribution.interests, distribution.interests_each);
    let nature = rules.words.nature(traits);
    // Nobody is the mean of its personalities: each rate varies by a third, the base by a fifth.
    let mut vary = |value: u32, percent: u16, spread: u32| {
        let factor = 256 - spread + draws.below(2 * spread + 1);
        (value * u32::from(percent) * factor / 25_600).clamp(1, 255) as u8
    };
    let growth = vary(u32::from(rules.growth), nature.growth, 85);
    let decay = vary(u32::from(rules.decay), nature.decay, 85);
    let base = vary(u32::from(rules.base), nature.base, 51);
    let growth = if rules.growth == 0 { 0 } else { growth };
    let decay = if rules.decay == 0 { 0 } else { decay };
    Profile { interests, traits, growth, decay, base, bias: bias(&mut draws, &rules.words, traits), rests_until: 0, place: 0 }
}

/// One to `most` different bits, drawn by weight: one is likelier than two, two than three.
fn several(draws: &mut Draws, weights: &[u32], most: u8) -> u16 {
    let total: u32 = weights.iter().sum();
    let mut set = 0u16;
    let mut wanted = 1;
    while wanted < most && draws.yes(29_000) {
        wanted += 1;
    }
    // A bit drawn twice counts once, so that a lopsided distribution ends, too.
    for _ in 0..wanted {
        let mut ball = draws.below(total);
        for (bit, &weight) in weights.iter().enumerate() {
            if ball < weight {
                set |= 1 << bit;
                break;
            }
            ball -= weight;
        }
    }
    set
}

/// The sentiment a member tends to: most are excited or supportive, those who protect little are critical.
fn bias(draws: &mut Draws, words: &Words, traits: u16) -> u8 {
    let nature = words.nature(traits);
    let weights: [u32; 8] = [
        u32::from(nature.growth) + u32::from(nature.voice) / 2,
        u32::from(nature.protect) * 3 / 2,
        10 + 4_000 / (20 + u32::from(nature.protect)),
        u32::from(nature.roam) * 2 / 3 + 20,
        30,
        90,
        10 + u32::from(nature.decay) / 4,
        400 / (20 + u32::from(nature.protect)),
    ];
    let mut ball = draws.below(weights.iter().sum());
    for (category, weight) in weights.into_iter().enumerate() {
        if ball < weight {
            return category as u8;
        }
        ball -= weight;
    }
    0
}
