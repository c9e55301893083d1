//! What is on stage in one session: content tags that fade, and what they say to each interest.
//!
//! Owns: tags and their strengths. Does not know: events, members.

use crate::fixed::times;
use crate::rules::Rules;
use crate::vocabulary::INTERESTS_MAX;

/// Tags on one stage at once; a new one takes the place of the faintest.
pub const TAGS_ON_STAGE_MAX: usize = 32;
/// A tag fainter than this is gone.
const GONE: u16 = 655;

/// One tag on stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lit {
    /// Its number in the vocabulary.
    pub(crate) tag: u16,
    pub(crate) strength: u16,
    /// Set by hand: stays as it is until it is set anew. The others fade.
    pub(crate) held: bool,
}

/// All tags on a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stage {
    lit: Vec<Lit>,
    /// Whether any of them fades, so that a tick need not look where none does.
    fades: bool,
}

impl Stage {
    /// Replaces what was set by hand; what came from events stays and fades on.
    pub(crate) fn set(&mut self, tags: &[(u16, u16)]) {
        self.lit.retain(|lit| !lit.held);
        for &(tag, strength) in tags {
            self.light(tag, strength, true);
        }
    }

    /// Lights a tag, or more strongly if it is lit already.
    pub(crate) fn light(&mut self, tag: u16, strength: u16, held: bool) {
        if let Some(lit) = self.lit.iter_mut().find(|lit| lit.tag == tag && lit.held == held) {
            lit.strength = lit.strength.max(strength);
            return;
        }
        if self.lit.len() >= TAGS_ON_STAGE_MAX {
            let faintest = (0..self.lit.len()).min_by_key(|&index| self.lit[index].strength).expect("a full stage has tags");
            self.lit.remove(faintest);
            self.fades = self.lit.iter().any(|lit| !lit.held);
        }
        self.put(Lit { tag, strength, held });
    }

    /// Puts a tag beside the others.
    pub(crate) fn put(&mut self, lit: Lit) {
        self.fades |= !lit.held;
        self.lit.push(lit);
    }

    pub(crate) fn lit(&self) -> &[Lit] {
        &self.lit
    }

    /// One tick passes; whether anything has faded.
    pub(crate) fn fade(&mut self, rules: &Rules) -> bool {
        if !self.fades {
            return false;
        }
        for lit in self.lit.iter_mut().filter(|lit| !lit.held) {
            lit.strength -= times(lit.strength, rules.tag_fade);
        }
        self.lit.retain(|lit| lit.held || lit.strength >= GONE);
        self.fades = self.lit.iter().any(|lit| !lit.held);
        true
    }

    /// How strongly the stage speaks to each interest, of 255.
    pub(crate) fn weights(&self, rules: &Rules) -> [u8; INTERESTS_MAX] {
        let mut sums = [0u32; INTERESTS_MAX];
        for lit in &self.lit {
            for (sum, &appeal) in sums.iter_mut().zip(&rules.words.tags[lit.tag as usize].1) {
                *sum += (u32::from(lit.strength) * u32::from(appeal) + 32_768) >> 16;
            }
        }
        sums.map(|sum| sum.min(255) as u8)
    }
}
