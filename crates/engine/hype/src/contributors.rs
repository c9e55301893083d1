//! Who has given to a train, and who conducts it.
//!
//! Owns: tallies, their order, their limit. Does not know: who the people are.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::feed::{ContributorId, Kind};
use crate::points::Points;

/// People a train can tell apart; what others give counts for the train and for nobody.
pub const CONTRIBUTORS_MAX: usize = 10_000;

/// What one person has given to a train.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub by: ContributorId,
    /// How much in all.
    pub points: Points,
    /// How much of each kind, in the order of [`Kind::ALL`].
    pub of_kind: [Points; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) of_kind: [Points; 4],
    /// Which contribution of the train was the last that raised it: who came to an amount first stands above who came to it later.
    pub(crate) reached: u32,
}

impl Tally {
    pub(crate) fn total(&self) -> Points {
        self.of_kind.iter().fold(Points::ZERO, |sum, points| sum.plus(*points))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Contributors {
    pub(crate) tallies: BTreeMap<ContributorId, Tally>,
    /// Who gave most in all. Follows from the tallies; kept, since it is asked after every contribution.
    conductor: Option<ContributorId>,
}

impl Contributors {
    pub(crate) fn from_tallies(tallies: BTreeMap<ContributorId, Tally>) -> Self {
        let conductor = tallies.iter().min_by_key(|(by, tally)| rank(**by, tally)).map(|(by, _)| *by);
        Self { tallies, conductor }
    }

    /// Credits what was given by the train's contribution number `order`.
    pub(crate) fn credit(&mut self, by: Option<ContributorId>, kind: Kind, points: Points, order: u32) {
        let Some(by) = by else { return };
        if self.tallies.len() >= CONTRIBUTORS_MAX && !self.tallies.contains_key(&by) {
            return;
        }
        let tally = self.tallies.entry(by).or_default();
        tally.of_kind[kind as usize] = tally.of_kind[kind as usize].plus(points);
        tally.reached = order;
        let risen = rank(by, tally);
        let leads = self.conductor.is_none_or(|leader| risen <= rank(leader, &self.tallies[&leader]));
        if leads {
            self.conductor = Some(by);
        }
    }

    /// Takes back what was credited.
    pub(crate) fn debit(&mut self, by: Option<ContributorId>, kind: Kind, points: Points) {
        let Some(tally) = by.and_then(|by| self.tallies.get_mut(&by)) else { return };
        tally.of_kind[kind as usize] = tally.of_kind[kind as usize].minus(points);
        let mut tallies = std::mem::take(&mut self.tallies);
        tallies.retain(|_, tally| tally.total() > Points::ZERO);
        *self = Self::from_tallies(tallies);
    }

    /// Those who gave most, of one kind or of all; equal amounts in the order they were reached.
    pub(crate) fn top(&self, kind: Option<Kind>, count: usize) -> Vec<Standing> {
        let amount = |tally: &Tally| kind.map_or_else(|| tally.total(), |kind| tally.of_kind[kind as usize]);
        let mut order: Vec<_> = self.tallies.iter().filter(|(_, tally)| amount(tally) > Points::ZERO).collect();
        order.sort_by_key(|(by, tally)| (Reverse(amount(tally)), tally.reached, **by));
        let standing = |(by, tally): (&ContributorId, &Tally)| Standing { by: *by, points: tally.total(), of_kind: tally.of_kind };
        order.into_iter().take(count).map(standing).collect()
    }

    /// Who gave most in all.
    pub(crate) const fn conductor(&self) -> Option<ContributorId> {
        self.conductor
    }
}

/// The less, the higher up.
fn rank(by: ContributorId, tally: &Tally) -> (Reverse<Points>, u32, ContributorId) {
    (Reverse(tally.total()), tally.reached, by)
}
