//! One entry of the tables: what it weighs for each category, and what it does to its neighbours.

/// What an entry does beside weighing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Traits(u16);

impl Traits {
    /// Praise: with energy it is excitement.
    pub(crate) const PRAISE: Self = Self(1);
    /// Turns what follows into its opposite.
    pub(crate) const NEGATOR: Self = Self(1 << 1);
    /// Makes what follows stronger.
    pub(crate) const BOOSTER: Self = Self(1 << 2);
    /// Makes what follows weaker.
    pub(crate) const DAMPER: Self = Self(1 << 3);
    /// What comes after it counts more than what came before: but.
    pub(crate) const TURN: Self = Self(1 << 4);
    /// Speaks to or of a person.
    pub(crate) const PERSON: Self = Self(1 << 5);
    /// Speaks of a thing.
    pub(crate) const THING: Self = Self(1 << 6);
    /// Opens a question.
    pub(crate) const ASKS: Self = Self(1 << 7);
    /// Says that the line is not meant as it stands.
    pub(crate) const IRONY: Self = Self(1 << 8);
    /// Means nothing, whatever its words mean alone.
    pub(crate) const NEUTRAL: Self = Self(1 << 9);
    /// Weighs fully only where a sentence begins, or in a line with a question mark.
    pub(crate) const OPENS: Self = Self(1 << 10);
    /// Said of a person it is hostile.
    pub(crate) const INSULT: Self = Self(1 << 11);
    /// The ending of a channel's emote.
    pub(crate) const ENDING: Self = Self(1 << 12);
    /// A beginning of a longer entry.
    pub(crate) const GOES_ON: Self = Self(1 << 13);
    /// An entry, not only a beginning of one.
    pub(crate) const WHOLE: Self = Self(1 << 14);

    /// The trait a table calls so.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "praise" => Self::PRAISE,
            "negator" => Self::NEGATOR,
            "booster" => Self::BOOSTER,
            "damper" => Self::DAMPER,
            "turn" => Self::TURN,
            "person" => Self::PERSON,
            "thing" => Self::THING,
            "asks" => Self::ASKS,
            "irony" => Self::IRONY,
            "neutral" => Self::NEUTRAL,
            "opens" => Self::OPENS,
            "insult" => Self::INSULT,
            "ending" => Self::ENDING,
            _ => return None,
        })
    }

    #[inline]
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What is known of a word, phrase, emote or emoji.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    pub(crate) hash: u64,
    /// By category, in hundredths of certainty.
    pub(crate) weights: [u8; 8],
    pub(crate) traits: Traits,
}

impl Entry {
    /// Whether it says anything about a mood by itself.
    #[inline]
    pub(crate) const fn weighs(&self) -> bool {
        u64::from_le_bytes(self.weights) != 0
    }
}
