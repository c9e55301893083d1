//! What is in a pulse, and whether there is one.

use footlights_base::{PulseId, SentimentCategory, SentimentEntry, SentimentPulse, Timestamp, TrackedViewerType};

use super::machine::Pulses;
use super::person::{Person, intensity};
use super::score::{Shown, engagement};
use super::viewer::type_of;

/// One vote that may become an entry.
#[derive(Clone, Copy)]
struct Vote {
    steps: u8,
    /// Drawn: decides among equal ones, so that who came first does not.
    lot: u64,
    /// The place of its person.
    person: u32,
    category: SentimentCategory,
}

impl Pulses {
    /// The pulse of the window as it stands, where it holds enough of enough people. Votes stay.
    pub(super) fn publish(&mut self) -> Option<SentimentPulse> {
        let votes = self.kept()?;
        self.track();
        let config = &self.rules.config;
        let entry = |vote: &Vote| {
            let person = &self.people.all()[vote.person as usize];
            let tracking_id = person.tracking_id();
            let kind = || type_of(person.roles, config).unwrap_or(TrackedViewerType::HighEngager);
            SentimentEntry {
                category: vote.category,
                intensity: intensity(vote.steps),
                tracking_id,
                viewer_type: tracking_id.map(|_| kind()),
            }
        };
        let sentiments = votes.iter().map(entry).collect();
        Some(SentimentPulse {
            pulse_id: PulseId::from_bytes(self.keys.id()),
            platform_session_id: self.session,
            in_game_session_id: self.in_game,
            timestamp: Timestamp::from_millis(self.window.due),
            interval_seconds: self.rules.config.interval_seconds,
            approximate_viewer_count: self.viewers,
            sentiments,
        })
    }

    /// The votes that fit, in a drawn order; nothing where they are too few, or of too few people.
    fn kept(&mut self) -> Option<Vec<Vote>> {
        let config = &self.rules.config;
        let mut votes = Vec::new();
        for (person, one) in self.people.all().iter().enumerate() {
            let person = u32::try_from(person).expect("fewer than PEOPLE_MAX");
            votes.extend(one.votes().map(|(category, steps)| Vote { steps, lot: 0, person, category }));
        }
        if votes.len() < config.entries_min.max(config.people_min) as usize {
            return None;
        }
        for vote in &mut votes {
            vote.lot = (self.keys.draw() >> 64) as u64;
        }
        let most = config.entries_max as usize;
        if votes.len() > most {
            votes.select_nth_unstable_by_key(most - 1, |vote| (std::cmp::Reverse(vote.steps), vote.lot));
            votes.truncate(most);
        }
        // Counted after the faintest went: what is told must be of so many people, not what was heard.
        let mut people: Vec<u32> = votes.iter().map(|vote| vote.person).collect();
        people.sort_unstable();
        people.dedup();
        if votes.len() < config.entries_min as usize || people.len() < config.people_min as usize {
            return None;
        }
        votes.sort_unstable_by_key(|vote| vote.lot);
        Some(votes)
    }

    /// Gives tracking ids to those who have earned one, while there are any: roles first, then who takes part most.
    fn track(&mut self) {
        let config = &self.rules.config;
        let intervals = self.window.intervals();
        let least = config.engagement_min as f32;
        let by_role = |one: &Person| type_of(one.roles, config).is_some();
        let by_score = |one: &Person| {
            let shown = Shown { lines: one.lines.into(), acts: one.acts.into(), strongest: one.strongest(), intervals };
            engagement(&shown) >= least
        };
        let earns: [&dyn Fn(&Person) -> bool; 2] = [&by_role, &by_score];
        for earns in earns {
            for one in self.people.all_mut() {
                if self.tracked >= config.tracked_max {
                    return;
                }
                if one.tracking == 0 && one.tag != 0 && one.has_voted() && earns(one) {
                    one.tracking = u128::from_be_bytes(self.keys.id());
                    self.tracked += 1;
                }
            }
        }
    }
}
