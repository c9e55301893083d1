//! The face: one platform session, from its beginning to its end.
//!
//! Owns: the order of things when something comes in. Does not know: what is in a pulse (`publish`).

use std::fmt;

use footlights_base::{InGameSessionId, PlatformSessionId, SentimentPulse, Timestamp};

use super::act::Act;
use super::config::PulseRules;
use super::keys::Keys;
use super::people::People;
use super::person::Person;
use super::refusal::PulseRefusal;
use super::viewer::{RAID_LEADER, Roles, USER_BYTES_MAX, Viewer};
use super::window::Window;
use crate::classify::Mood;

/// The pulses of one platform session. Whatever comes in may show that a window was due: its pulse is the answer.
pub struct Pulses {
    pub(super) rules: PulseRules,
    pub(super) session: PlatformSessionId,
    pub(super) in_game: Option<InGameSessionId>,
    pub(super) viewers: u32,
    pub(super) keys: Box<Keys>,
    pub(super) people: People,
    pub(super) window: Window,
    /// Viewers with a tracking id.
    pub(super) tracked: u32,
    published: u64,
}

impl fmt::Debug for Pulses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pulses").field("session", &self.session).field("people", &self.people.len()).finish_non_exhaustive()
    }
}

impl Pulses {
    /// A session that begins. The seed must be random and used once: all chance and the secrecy of the map come from it.
    #[must_use]
    pub fn begin(rules: PulseRules, session: PlatformSessionId, seed: [u8; 32], now: Timestamp) -> Self {
        let window = Window::new(now.as_millis(), i64::from(rules.config.interval_seconds) * 1_000);
        Self { rules, session, in_game: None, viewers: 0, keys: Keys::new(seed), people: People::new(), window, tracked: 0, published: 0 }
    }

    /// Somebody wrote a line, which felt like this or like nothing.
    ///
    /// # Errors
    ///
    /// A user id that is too long; more people than may be.
    pub fn handle_line(&mut self, now: Timestamp, viewer: &Viewer<'_>, mood: Option<Mood>) -> Result<Option<SentimentPulse>, PulseRefusal> {
        let tag = self.admits(viewer.user)?;
        let (now, pulse) = self.advance(now);
        let person = self.meet(tag, viewer.roles, now);
        person.spoke(now);
        person.lines = person.lines.saturating_add(1);
        if let Some(mood) = mood {
            person.vote(mood);
        }
        Ok(pulse)
    }

    /// Somebody did something.
    ///
    /// # Errors
    ///
    /// As for [`Self::handle_line`]; an act of a size that is none.
    pub fn handle_act(&mut self, now: Timestamp, viewer: &Viewer<'_>, act: Act) -> Result<Option<SentimentPulse>, PulseRefusal> {
        act.check()?;
        let tag = self.admits(viewer.user)?;
        let (now, pulse) = self.advance(now);
        let mut roles = viewer.roles;
        roles.subscriber |= act == Act::Subscription;
        let person = self.meet(tag, roles, now);
        if matches!(act, Act::Raid { .. }) {
            person.roles |= RAID_LEADER;
        }
        person.spoke(now);
        person.acts = person.acts.saturating_add(1);
        person.vote(act.mood());
        Ok(pulse)
    }

    /// The platform says that somebody is there. Whoever stays silent long enough is bored.
    ///
    /// # Errors
    ///
    /// As for [`Self::handle_line`].
    pub fn handle_present(&mut self, now: Timestamp, viewer: &Viewer<'_>) -> Result<Option<SentimentPulse>, PulseRefusal> {
        let tag = self.admits(viewer.user)?;
        let (now, pulse) = self.advance(now);
        self.meet(tag, viewer.roles, now).seen = now;
        Ok(pulse)
    }

    /// The pulse that is due, if one is.
    pub fn poll(&mut self, now: Timestamp) -> Option<SentimentPulse> {
        self.advance(now).1
    }

    /// When to poll next.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        Timestamp::from_millis(self.window.due)
    }

    /// Viewers as the platform counts them.
    pub fn set_viewers(&mut self, count: u32) {
        self.viewers = count;
    }

    /// The session of the metagame that this one feeds.
    pub fn set_in_game(&mut self, session: Option<InGameSessionId>) {
        self.in_game = session;
    }

    /// Viewers with a tracking id.
    #[must_use]
    pub fn tracked(&self) -> u32 {
        self.tracked
    }

    /// Pulses so far.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.published
    }

    /// The session ends: the last window is published if it may be, and everything about people is overwritten.
    pub fn end(mut self, now: Timestamp) -> Option<SentimentPulse> {
        let (now, pulse) = self.advance(now);
        if pulse.is_some() {
            return pulse;
        }
        self.window.due = now.max(self.window.opened);
        self.publish()
    }

    /// The number of a user that may come in; nothing has changed where it may not.
    fn admits(&self, user: &str) -> Result<u128, PulseRefusal> {
        if user.len() > USER_BYTES_MAX {
            return Err(PulseRefusal::UserTooLong { bytes: user.len() });
        }
        let tag = if user.is_empty() { 0 } else { self.keys.tag(user) };
        if self.people.is_full() && !self.people.knows(tag) {
            return Err(PulseRefusal::TooManyPeople);
        }
        Ok(tag)
    }

    fn meet(&mut self, tag: u128, roles: Roles, now: i64) -> &mut Person {
        let person = self.people.meet(tag, now).expect("there is room for whom it admits");
        // Lists of who is there often leave out what messages say of a viewer: what was said once holds.
        person.roles |= roles.bits();
        person
    }

    /// Closes the window where it is due. Time does not go back: what comes late belongs to the window that is open.
    fn advance(&mut self, now: Timestamp) -> (i64, Option<SentimentPulse>) {
        let now = now.as_millis().max(self.window.opened);
        let mut pulse = None;
        let merged_max = i64::from(self.rules.config.merged_seconds_max) * 1_000;
        while now >= self.window.due {
            self.hear_silence();
            pulse = self.publish();
            if pulse.is_none() && self.window.may_go_on(merged_max) {
                self.window.go_on();
                continue;
            }
            self.published += u64::from(pulse.is_some());
            self.people.all_mut().iter_mut().for_each(Person::forget_window);
            self.window = self.window.next(now);
            self.forget_absent();
        }
        (now, pulse)
    }

    fn hear_silence(&mut self) {
        let (due, config) = (self.window.due, &self.rules.config);
        let (silence, present) = (i64::from(config.silence_seconds) * 1_000, i64::from(config.present_seconds) * 1_000);
        if silence > 0 {
            let there = self.people.all_mut().iter_mut().filter(|one| one.tag != 0 && due - one.seen <= present);
            there.for_each(|one| one.yawn(due, silence));
        }
    }

    /// Who has not been seen for long is forgotten, unless it is tracked: it would come back as another.
    fn forget_absent(&mut self) {
        let (opened, present) = (self.window.opened, i64::from(self.rules.config.present_seconds) * 1_000);
        self.people.keep(|one| one.tracking != 0 || opened - one.seen <= present);
    }
}
