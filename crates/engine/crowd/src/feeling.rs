//! What members feel: the eight categories as numbers, and what most of a house feels.
//!
//! Owns: the mood of a session. Does not know: text, pulses, hype.

use footlights_base::SentimentCategory;

/// The category of a number; its low three bits count.
pub(crate) fn category(number: u8) -> SentimentCategory {
    SentimentCategory::ALL[usize::from(number & 7)]
}

/// How often each category was felt lately; old feelings fade by a quarter with each pulse or reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mood {
    /// Of what real viewers sent, entries × 256.
    pub(crate) sent: [u32; 8],
    /// What most members felt when it was last counted.
    pub(crate) most: u8,
    /// Whether it was counted at all.
    pub(crate) counted: bool,
    /// Whether that is another sentiment than before.
    pub(crate) shifted: bool,
    /// Strong feelings since the last tick: members and weight.
    pub(crate) strong: [(u32, u64); 8],
}

impl Mood {
    /// Draws a category as often as it was sent lately; nothing where nothing was.
    pub(crate) fn draw(&self, draw: u64) -> Option<u8> {
        let total: u32 = self.sent.iter().sum();
        let mut ball = crate::chance::scale(draw, total);
        for (category, &weight) in self.sent.iter().enumerate() {
            if ball < weight {
                return Some(category as u8);
            }
            ball -= weight;
        }
        None
    }

    /// Adds a pulse's entries and fades the older ones.
    pub(crate) fn hear(&mut self, counts: &[u32; 8]) {
        for (sent, count) in self.sent.iter_mut().zip(counts) {
            *sent = (*sent - *sent / 4 * 3).saturating_add(count.saturating_mul(256));
        }
    }

    /// Nothing is sent any more: once a minute or so, an eighth of it is forgotten.
    pub(crate) fn forget_slowly(&mut self, now: u32) {
        if !now.is_multiple_of(8) {
            return;
        }
        for sent in &mut self.sent {
            *sent -= *sent / 8 + u32::from(*sent > 0 && *sent < 8);
        }
    }

    /// What most members feel, counted.
    pub(crate) fn count(&mut self, counts: &[u32; 8]) {
        let most = (0..8).max_by_key(|&one| (counts[one], 8 - one)).expect("there are eight") as u8;
        self.shifted |= most != self.most && self.counted;
        (self.most, self.counted) = (most, true);
    }

    /// Whether there is something to tell of it: a shift, or strong feelings since the last tick.
    pub(crate) fn is_told(&self) -> bool {
        self.shifted || self.strong != [(0, 0); 8]
    }

    pub(crate) fn strongly(&mut self, category: u8, members: u32, weight: u64) {
        let strong = &mut self.strong[usize::from(category & 7)];
        strong.0 = strong.0.saturating_add(members);
        strong.1 = strong.1.saturating_add(weight);
    }
}
