//! From whom a reservoir is seeded: weights over personalities and interests.
//!
//! Owns: distributions and their ranges. Does not know: members that are already there.

use footlights_base::OutOfRange;

use crate::refusal::Refusal;
use crate::rules::{Rules, Words};

/// Weight of one name in a distribution, at most.
pub const SHARE_MAX: u32 = 1_000_000;

/// How new members are drawn. [`Distribution::of`] gives the vocabulary's own shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    pub(crate) personalities: Vec<u32>,
    pub(crate) interests: Vec<u32>,
    pub(crate) personalities_each: u8,
    pub(crate) interests_each: u8,
}

impl Distribution {
    /// The shares the vocabulary gives, one to three personalities and one to four interests each.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        Self {
            personalities: rules.words.personalities.iter().map(|one| u32::from(one.share)).collect(),
            interests: rules.words.interests.iter().map(|one| u32::from(one.share)).collect(),
            personalities_each: 3,
            interests_each: 4,
        }
    }

    /// The given weights instead; a name that is not given is not drawn. An empty list leaves the vocabulary's shares.
    ///
    /// # Errors
    ///
    /// A name that is not in the vocabulary, a weight above [`SHARE_MAX`], weights that are all zero, more than eight of a kind each.
    pub fn given(
        rules: &Rules,
        personalities: &[(&str, u32)],
        interests: &[(&str, u32)],
        personalities_each: u8,
        interests_each: u8,
    ) -> Result<Self, Refusal> {
        for (what, each) in [("personalities each", personalities_each), ("interests each", interests_each)] {
            within(what, f64::from(each), 1.0, 8.0)?;
        }
        let own = Self::of(rules);
        let personalities = weights("a personality's weight", personalities, own.personalities, Words::personality, rules)?;
        let interests = weights("an interest's weight", interests, own.interests, Words::interest, rules)?;
        Ok(Self { personalities, interests, personalities_each, interests_each })
    }
}

fn weights(
    what: &'static str,
    given: &[(&str, u32)],
    own: Vec<u32>,
    find: impl Fn(&Words, &str) -> Option<usize>,
    rules: &Rules,
) -> Result<Vec<u32>, Refusal> {
    if given.is_empty() {
        return Ok(own);
    }
    let mut weights = vec![0; own.len()];
    for &(name, weight) in given {
        within(what, f64::from(weight), 0.0, f64::from(SHARE_MAX))?;
        weights[find(&rules.words, name).ok_or_else(|| Refusal::UnknownName(name.to_owned()))?] = weight;
    }
    let total: u32 = weights.iter().sum();
    within(what, f64::from(total), 1.0, f64::from(SHARE_MAX) * 16.0)?;
    Ok(weights)
}

/// A number of an input, which may be NaN.
pub(crate) fn within(what: &'static str, value: f64, min: f64, max: f64) -> Result<(), Refusal> {
    Ok(OutOfRange::check(what, value, min, max)?)
}
