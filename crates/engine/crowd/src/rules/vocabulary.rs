//! Names as numbers: personalities and interests as bits, content tags as weights over interests.
//!
//! Owns: looking names up without regard to case, what a set of personalities does to a member. Does not know: members.

use std::collections::BTreeMap;

use super::Step;
use super::check::{EVOLUTION_STEPS_MAX, TAG_RULES_MAX, names, not_too_many, within};
use crate::config::{Config, Evolution};
use crate::refusal::ConfigRefusal;
use crate::vocabulary::{INTERESTS_MAX, Interest, PERSONALITIES_MAX, Personality};

/// How strongly a tag speaks to each interest, 255 is fully.
pub(crate) type Appeals = [u8; INTERESTS_MAX];

/// The vocabulary of one game service.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    pub(crate) personalities: Vec<Personality>,
    pub(crate) interests: Vec<Interest>,
    /// Tag names as they were written, in the order of their numbers, with their appeal.
    pub(crate) tags: Vec<(String, Appeals)>,
    by_tag: BTreeMap<String, u16>,
}

/// What a set of personalities does, percent; the mean over those a member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nature {
    pub(crate) growth: u16,
    pub(crate) decay: u16,
    pub(crate) base: u16,
    pub(crate) voice: u16,
    pub(crate) herd: u16,
    pub(crate) roam: u16,
    pub(crate) protect: u16,
}

impl Words {
    pub(super) fn check(config: &Config) -> Result<Self, ConfigRefusal> {
        check_personalities(&config.personalities)?;
        check_interests(&config.interests)?;
        not_too_many("tags", config.tags.len(), TAG_RULES_MAX)?;
        let all = config.interests.iter().map(|interest| interest.name.as_str()).chain(config.tags.iter().map(|rule| rule.tag.as_str()));
        names("tags", all)?;
        let mut words = Self {
            personalities: config.personalities.clone(),
            interests: config.interests.clone(),
            tags: Vec::new(),
            by_tag: BTreeMap::new(),
        };
        for (bit, interest) in config.interests.iter().enumerate() {
            let mut appeals = [0; INTERESTS_MAX];
            appeals[bit] = u8::MAX;
            words.add_tag(&interest.name, appeals);
        }
        for rule in &config.tags {
            let appeals = words.appeals(rule)?;
            words.add_tag(&rule.tag, appeals);
        }
        Ok(words)
    }

    fn appeals(&self, rule: &crate::content::TagRule) -> Result<Appeals, ConfigRefusal> {
        if rule.appeals.is_empty() {
            return Err(ConfigRefusal::Empty { field: "tags.appeals" });
        }
        not_too_many("tags.appeals", rule.appeals.len(), INTERESTS_MAX)?;
        let mut appeals = [0; INTERESTS_MAX];
        for appeal in &rule.appeals {
            within("tags.appeals.weight", appeal.weight.into(), 1.0, 100.0)?;
            let bit = self
                .interest(&appeal.interest)
                .ok_or_else(|| ConfigRefusal::Unknown { field: "tags.appeals", name: appeal.interest.clone() })?;
            appeals[bit] = (u16::from(appeal.weight) * 255 / 100) as u8;
        }
        Ok(appeals)
    }

    fn add_tag(&mut self, name: &str, appeals: Appeals) {
        self.by_tag.insert(name.to_lowercase(), self.tags.len() as u16);
        self.tags.push((name.to_owned(), appeals));
    }

    pub(crate) fn tag(&self, name: &str) -> Option<u16> {
        if name.len() > crate::NAME_BYTES_MAX {
            return None;
        }
        self.by_tag.get(&name.to_lowercase()).copied()
    }

    pub(crate) fn interest(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.interests.iter().position(|interest| interest.name.to_lowercase() == name)
    }

    pub(crate) fn personality(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.personalities.iter().position(|personality| personality.name.to_lowercase() == name)
    }

    /// The mean nature of a set of personalities; everybody's where the set is empty.
    pub(crate) fn nature(&self, traits: u16) -> Nature {
        let (mut sums, mut count, mut left) = ([0u32; 7], 0, traits);
        while left != 0 {
            let Some(one) = self.personalities.get(left.trailing_zeros() as usize) else { break };
            for (sum, value) in sums.iter_mut().zip([one.growth, one.decay, one.base, one.voice, one.herd, one.roam, one.protect]) {
                *sum += u32::from(value);
            }
            count += 1;
            left &= left - 1;
        }
        let [growth, decay, base, voice, herd, roam, protect] = sums.map(|sum| sum.checked_div(count).map_or(100, |mean| mean as u16));
        Nature { growth, decay, base, voice, herd, roam, protect }
    }

    /// The one part of a nature that choosing members needs.
    pub(crate) fn herd(&self, traits: u16) -> u16 {
        let (mut sum, mut count, mut left) = (0, 0, traits);
        while left != 0 {
            let Some(one) = self.personalities.get(left.trailing_zeros() as usize) else { break };
            (sum, count, left) = (sum + u32::from(one.herd), count + 1, left & (left - 1));
        }
        sum.checked_div(count).map_or(100, |mean| mean as u16)
    }

    pub(super) fn evolution_steps(&self, evolution: &Evolution) -> Result<Vec<Step>, ConfigRefusal> {
        not_too_many("evolution.steps", evolution.steps.len(), EVOLUTION_STEPS_MAX)?;
        let mut steps = Vec::new();
        let built_in = *evolution == Evolution::default();
        for step in &evolution.steps {
            within("evolution.steps.hours", step.hours.into(), 1.0, 10_000.0)?;
            match (self.personality(&step.from), self.personality(&step.to)) {
                (Some(from), Some(to)) => steps.push(Step { from: 1 << from, to: 1 << to, hours: step.hours }),
                // A game that brings its own personalities need not switch our steps off.
                _ if built_in => {}
                (None, _) => return Err(ConfigRefusal::Unknown { field: "evolution.steps", name: step.from.clone() }),
                (_, None) => return Err(ConfigRefusal::Unknown { field: "evolution.steps", name: step.to.clone() }),
            }
        }
        Ok(if evolution.enabled { steps } else { Vec::new() })
    }
}

fn check_personalities(personalities: &[Personality]) -> Result<(), ConfigRefusal> {
    if personalities.is_empty() {
        return Err(ConfigRefusal::Empty { field: "personalities" });
    }
    not_too_many("personalities", personalities.len(), PERSONALITIES_MAX)?;
    names("personalities", personalities.iter().map(|personality| personality.name.as_str()))?;
    for one in personalities {
        within("personalities.share", one.share.into(), 0.0, 10_000.0)?;
        for (field, value) in [
            ("personalities.growth", one.growth),
            ("personalities.decay", one.decay),
            ("personalities.base", one.base),
            ("personalities.voice", one.voice),
            ("personalities.herd", one.herd),
            ("personalities.roam", one.roam),
            ("personalities.protect", one.protect),
        ] {
            within(field, value.into(), 0.0, 400.0)?;
        }
        if one.label.len() > crate::NAME_BYTES_MAX {
            return Err(ConfigRefusal::NameLength { field: "personalities.label", bytes: one.label.len() });
        }
    }
    within("personalities.share", personalities.iter().map(|one| f64::from(one.share)).sum(), 1.0, 160_000.0)
}

fn check_interests(interests: &[Interest]) -> Result<(), ConfigRefusal> {
    if interests.is_empty() {
        return Err(ConfigRefusal::Empty { field: "interests" });
    }
    not_too_many("interests", interests.len(), INTERESTS_MAX)?;
    names("interests", interests.iter().map(|interest| interest.name.as_str()))?;
    for one in interests {
        within("interests.share", one.share.into(), 0.0, 10_000.0)?;
        if one.label.len() > crate::NAME_BYTES_MAX {
            return Err(ConfigRefusal::NameLength { field: "interests.label", bytes: one.label.len() });
        }
    }
    within("interests.share", interests.iter().map(|one| f64::from(one.share)).sum(), 1.0, 160_000.0)
}
