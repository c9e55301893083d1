//! How well a member and a session fit: five named terms and their weighted sum.
//!
//! Owns: the terms and the sum. Does not know: what is decided by it.

use crate::fixed::ONE;
use crate::kernel::matched;
use crate::rules::Rules;
use crate::session::Session;

/// The terms of a matching score, each a level `0..=65,535` ([`crate::share`] makes it 0–1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// How engaged the member is; the level it comes with, where it is not watching yet.
    pub engagement: u16,
    /// 0 for who does not follow the streamer, else a half and half its loyalty.
    pub follower: u16,
    /// How well what is on stage matches its interests.
    pub content: u16,
    /// What the streamer is known for.
    pub reputation: u16,
    /// Hype, the size of the house as this member likes it, and the voice room.
    pub context: u16,
}

impl Terms {
    /// The weighted sum, of 65,536; above that only where the weights add up to more than 1.
    pub(crate) fn score(&self, rules: &Rules) -> u32 {
        let terms = [self.engagement, self.follower, self.content, self.reputation, self.context];
        let sum: u64 = terms.iter().zip(&rules.weights).map(|(&term, &weight)| u64::from(term) * u64::from(weight)).sum();
        (sum / u64::from(ONE)) as u32
    }
}

/// The follower term of a loyalty of 0–255, where 0 is no follower.
pub(crate) fn follower_term(loyalty: u8) -> u16 {
    if loyalty == 0 { 0 } else { ONE / 2 + u16::from(loyalty) * 128 }
}

/// The terms for somebody with these interests, drawn so much by a full house (percent), in a session.
pub(crate) fn terms(session: &Session, interests: u16, herd: u16, engagement: u16, loyalty: u8) -> Terms {
    let content = matched(&session.weights, 0, interests) * 257;
    Terms { engagement, follower: follower_term(loyalty), content, reputation: session.reputation, context: context(session, herd) }
}

/// Hype counts for a half, the house for three tenths, the voice room for two.
fn context(session: &Session, herd: u16) -> u16 {
    let hype = u32::from(session.hype.min(6)) * 32_767 / 6;
    // Each doubling of the house adds as much; a million is full.
    let doublings = usize::BITS - session.seats.len().leading_zeros();
    let house = doublings.min(20) * 983 * u32::from(herd) / 100;
    let voice = u32::from(session.voice.min(8)) * 13_107 / 8;
    (hype + house + voice).min(u32::from(ONE)) as u16
}
