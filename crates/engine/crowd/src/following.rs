//! Followers: who becomes one at the end of a session, who comes back, how loyalty grows and is lost.
//!
//! Owns: the rules of following. Does not know: how members are seated.

use crate::chance::{Draws, Purpose};
use crate::crowd::Crowd;
use crate::event::Event;
use crate::explain::Entry;
use crate::fixed::{ONE, times};
use crate::id::{StreamerId, ViewerId, viewer};
use crate::seats::mean;
use crate::streamers::{Follower, Prospect};
use crate::visits::Visit;

/// Viewers an event names, at most.
pub const NAMED_MAX: usize = 5;
/// The loyalty of a new follower.
const NEW: u16 = 19_661;
/// Below this a follower is lost.
const LOST: u16 = 3_277;
/// How long after the opening followers come on average, in seconds.
const COMING_SECONDS: u32 = 360;

/// What the end of a session did to the followers of its streamer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Follows {
    pub(crate) gained: u32,
    pub(crate) lost: u32,
    pub(crate) refused: u32,
}

/// One follower as lists show it (seed: `AudienceFollower`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowerView {
    /// Who.
    pub viewer: ViewerId,
    /// Its number in the reservoir.
    pub member: u32,
    /// The tick in which it followed.
    pub since: u32,
    /// Attendance, a level ([`crate::share`] makes it 0–1).
    pub loyalty: u16,
    /// Sessions it has attended.
    pub attended: u32,
    /// Ticks it has watched.
    pub watched: u64,
    /// The number of its first interest.
    pub interests: u16,
    /// Its personalities as bits.
    pub personalities: u16,
}

impl Crowd {
    /// Followers of a streamer from `offset` on, at most `limit`, and how many there are.
    #[must_use]
    pub fn followers(&self, streamer: StreamerId, offset: usize, limit: usize) -> (Vec<FollowerView>, usize) {
        let Some(&number) = self.by_streamer.get(&streamer) else { return (Vec::new(), 0) };
        let followers = &self.streamers[number as usize].followers;
        let view = |one: &Follower| {
            let profile = self.reservoir.members[one.member as usize].profile;
            FollowerView {
                viewer: viewer(self.rules.config.seed, one.member.into()),
                member: one.member,
                since: one.since,
                loyalty: one.loyalty,
                attended: one.attended,
                watched: one.watched,
                interests: profile.interests,
                personalities: profile.traits,
            }
        };
        (followers.iter().skip(offset).take(limit).map(view).collect(), followers.len())
    }

    /// The followers who mean to come to a session that opens, each by its loyalty and at its own time.
    pub(crate) fn expect_followers(&mut self, number: u32) {
        let (now, streamer) = (self.tick, self.session(number).streamer);
        let coming = self.rules.ticks(COMING_SECONDS);
        let mut expected = Vec::new();
        for follower in &self.streamers[streamer as usize].followers {
            let mut draws = Draws::new(self.rules.config.seed, u64::from(follower.member), now, Purpose::Return);
            if draws.yes(13_107 + u32::from(follower.loyalty) * 7 / 10) {
                expected.push((now.saturating_add(draws.exponential(coming)), follower.member));
            }
        }
        expected.sort_unstable_by(|one, other| other.cmp(one));
        self.session_mut(number).expected = expected;
    }

    /// A streamer who has not been live for long loses loyalty by the hour, and followers with it.
    pub(crate) fn forget_the_neglectful(&mut self, streamer: u32) {
        let (now, rules) = (self.tick, self.rules.clone());
        let one = &mut self.streamers[streamer as usize];
        let hours = (now - one.last_ended) / rules.ticks_per_hour;
        if one.sessions == 0 || hours == 0 {
            return;
        }
        let keeps = power(rules.follow.neglect_keeps, hours);
        let mut lost = Vec::new();
        one.followers.retain_mut(|follower| {
            follower.loyalty = ((u64::from(follower.loyalty) * keeps) >> 32) as u16;
            if follower.loyalty < LOST {
                lost.push(follower.member);
            }
            follower.loyalty >= LOST
        });
        self.tell_follows(streamer, &lost, false);
    }

    /// Judges everybody who watched a session that ends.
    pub(crate) fn conclude_follows(&mut self, number: u32) -> Follows {
        let visits = self.visits_of(number);
        let streamer = self.session(number).streamer;
        let lost = self.judge_followers(streamer, &visits);
        let (gained, refused) = self.judge_visitors(number, &visits);
        self.tell_follows(streamer, &gained, true);
        self.tell_follows(streamer, &lost, false);
        Follows { gained: gained.len() as u32, lost: lost.len() as u32, refused }
    }

    /// All visits of a session, by member: those that have ended and those that end now.
    fn visits_of(&mut self, number: u32) -> Vec<(u32, Visit)> {
        let now = self.tick;
        let session = self.session_mut(number);
        let ended = std::mem::take(&mut session.visits);
        let mut visits = ended.sorted();
        for index in 0..session.seats.len() {
            let seat = session.seats.at(index);
            if !seat.is_real() {
                visits.push((seat.member, Visit { watched: seat.watched(now), sum: seat.sum }));
            }
        }
        visits.sort_unstable_by_key(|(member, _)| *member);
        visits
    }

    /// Loyalty of those who follow already: up by attendance, down by absence or by being there and bored.
    fn judge_followers(&mut self, streamer: u32, visits: &[(u32, Visit)]) -> Vec<u32> {
        let rules = self.rules.clone();
        let mut lost = Vec::new();
        self.streamers[streamer as usize].followers.retain_mut(|follower| {
            match visits.binary_search_by_key(&follower.member, |(member, _)| *member) {
                Ok(index) => attend(follower, visits[index].1),
                Err(_) => {
                    follower.missed = follower.missed.saturating_add(1);
                    follower.loyalty -= follower.loyalty / 10;
                }
            }
            let stays = follower.missed < rules.follow.missed && follower.loyalty >= LOST;
            if !stays {
                lost.push(follower.member);
            }
            stays
        });
        lost
    }

    /// Those who meet the threshold follow, in the order of members, while there is room.
    fn judge_visitors(&mut self, number: u32, visits: &[(u32, Visit)]) -> (Vec<u32>, u32) {
        let (now, rules) = (self.tick, self.rules.clone());
        let (phase, streamer) = (self.session(number).phase as u8, self.session(number).streamer);
        if phase < rules.follow.from_phase {
            return (Vec::new(), 0);
        }
        let streamer = &mut self.streamers[streamer as usize];
        let this = streamer.sessions;
        let (mut gained, mut refused, mut new) = (Vec::new(), 0, Vec::new());
        for &(member, visit) in visits {
            let average = mean(visit.sum, visit.watched);
            let met = visit.watched >= rules.follow.watch_ticks && average >= rules.follow.engagement;
            if !met || streamer.follower(member).is_some() {
                continue;
            }
            let in_a_row = match streamer.prospects.get(&member) {
                Some(prospect) if prospect.last + 1 == this => prospect.sessions + 1,
                _ => 1,
            };
            if in_a_row < rules.follow.sessions {
                streamer.prospects.insert(member, Prospect { sessions: in_a_row, last: this });
            } else if streamer.followers.len() + new.len() >= rules.follow.max {
                refused += 1;
            } else {
                streamer.prospects.remove(&member);
                new.push(Follower { member, since: now, loyalty: NEW, missed: 0, attended: 1, watched: visit.watched.into() });
                gained.push(member);
            }
        }
        // A prospect that missed this session begins anew, so the book holds nobody older.
        streamer.prospects.retain(|_, prospect| prospect.last == this);
        streamer.followers.extend(new);
        streamer.followers.sort_unstable_by_key(|follower| follower.member);
        (gained, refused)
    }

    fn tell_follows(&mut self, streamer: u32, members: &[u32], gained: bool) {
        let id = self.streamers[streamer as usize].id;
        if members.is_empty() {
            return;
        }
        let seed = self.rules.config.seed;
        let named = members.iter().take(NAMED_MAX).map(|&member| viewer(seed, member.into())).collect();
        let count = members.len() as u32;
        self.waiting.push(if gained {
            Event::FollowGained { streamer: id, count, named }
        } else {
            Event::FollowLost { streamer: id, count, named }
        });
        for &member in members {
            self.write_down(member, |crowd| Entry::Followed { tick: crowd.tick, streamer: id, gained });
        }
    }
}

fn attend(follower: &mut Follower, visit: Visit) {
    let average = mean(visit.sum, visit.watched);
    follower.missed = 0;
    follower.attended = follower.attended.saturating_add(1);
    follower.watched = follower.watched.saturating_add(visit.watched.into());
    if average < ONE / 5 {
        follower.loyalty -= follower.loyalty / 4;
    } else {
        follower.loyalty += times(ONE - follower.loyalty, times(13_107, average));
    }
}

/// `base^exponent`, both of 2³².
fn power(base: u64, exponent: u32) -> u64 {
    let (mut result, mut square, mut left) = (1u64 << 32, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = ((u128::from(result) * u128::from(square)) >> 32) as u64;
        }
        square = ((u128::from(square) * u128::from(square)) >> 32) as u64;
        left >>= 1;
    }
    result
}
