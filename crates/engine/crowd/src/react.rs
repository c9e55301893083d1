//! How a house reacts to an event in the game.
//!
//! Owns: the reaction of each seat and what follows from all of them. Does not know: hype trains; it says what would feed one.
//! A seat responds by the significance of the event, by how well the event's tags match its interests, and by how readily it speaks. What
//! it feels is the event's feeling or its own; who has no interest in any of it loses some.

use crate::chance::{Purpose, draw, is_yes, scale};
use crate::content::EventType;
use crate::crowd::Crowd;
use crate::event::{Cause, Moment, Reason};
use crate::explain::Entry;
use crate::fixed::{ONE, level, share, times};
use crate::id::SessionId;
use crate::kernel::matched;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::seating::within;
use crate::session::Session;
use crate::stage::Stage;

/// Bytes of a description.
pub const DESCRIPTION_BYTES_MAX: usize = 500;
/// A response from which a seat shows what it feels.
const SHOWS: u16 = 13_107;
/// The most an event without any interest for a member takes from it.
const TAKES: u16 = 2_621;

/// Something that happened in the game.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// What.
    pub event: EventType,
    /// How much it means, 0–1 (the seed's default is 0.5).
    pub significance: f64,
    /// Tags besides those of the event type, at most [`crate::TAGS_ON_STAGE_MAX`].
    pub tags: Vec<String>,
    /// For the moments of the stream.
    pub description: Option<String>,
}

impl Happening {
    /// An event with nothing special about it.
    #[must_use]
    pub fn of(event: EventType, significance: f64) -> Self {
        Self { event, significance, tags: Vec::new(), description: None }
    }
}

/// What a house did (seed: `AudienceReactionResult`; whether a hype train started is the hype engine's to say).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reaction {
    /// Change of mean engagement, −1 to 1.
    pub excitement_delta: f64,
    /// Who was about to leave and stays.
    pub retained: u32,
    /// Who came because of it.
    pub gained: u32,
    /// Who left because of it.
    pub lost: u32,
    /// How strongly it would feed hype, 0–1.
    pub hype_contribution: f64,
}

/// What all seats did together.
#[derive(Debug, Default)]
struct Response {
    before: u64,
    after: u64,
    responses: u64,
    retained: u32,
    leavers: Vec<usize>,
    strong: [(u32, u64); 8],
}

/// What an event is for every seat.
struct Stimulus {
    weights: [u8; crate::vocabulary::INTERESTS_MAX],
    significance: u16,
    event: EventType,
    /// Of 256.
    multiplier: u32,
}

impl Crowd {
    /// Lets an event happen in a session.
    ///
    /// # Errors
    ///
    /// Unknown or paused session, unknown tag, a significance that is out of range, a description that is too long.
    pub fn react(&mut self, id: SessionId, happening: &Happening) -> Result<Reaction, Refusal> {
        within("significance", happening.significance, 0.0, 1.0)?;
        let length = happening.description.as_ref().map_or(0, String::len);
        within("the description's length", length as f64, 0.0, DESCRIPTION_BYTES_MAX as f64)?;
        let number = self.number_of(id)?;
        let named = happening.event.tags().iter().copied().chain(happening.tags.iter().map(String::as_str));
        let known = |name: &str| !happening.event.tags().contains(&name) || self.rules.words.tag(name).is_some();
        // A game with its own vocabulary may not know all of our tags; what it names itself it must know.
        let tags = self.tags_of(named.filter(|name| known(name)).map(|name| (name, 1.0)).collect::<Vec<_>>().into_iter())?;
        if self.session(number).paused {
            return Err(Refusal::Paused);
        }
        let rules = self.rules.clone();
        let stimulus = Stimulus::of(&rules, happening, &tags);
        let response = self.respond(number, &stimulus);
        let seats = self.session(number).seats.len().max(1) as u64;
        let mean = (response.responses / seats) as u16;
        self.light_stage(number, &tags, stimulus.significance, mean);
        for &index in response.leavers.iter().rev() {
            self.depart(number, index, Reason::Bored);
        }
        let gained = self.attract(number, mean);
        self.keep_moment(number, happening, mean);
        let weight: u64 = response.strong.iter().map(|(_, weight)| weight).sum();
        Ok(Reaction {
            excitement_delta: (response.after as f64 - response.before as f64) / (seats as f64 * f64::from(ONE)),
            retained: response.retained,
            gained,
            lost: response.leavers.len() as u32,
            hype_contribution: (weight as f64 / (seats as f64 * 256.0)).min(1.0),
        })
    }

    /// Every seat responds, in the order of seats.
    fn respond(&mut self, number: u32, stimulus: &Stimulus) -> Response {
        let (rules, now) = (self.rules.clone(), self.tick);
        let key = u64::from(stimulus.event as u8) << 40;
        let watched_member = self.journey.member();
        let mut written = None;
        let session = self.session_mut(number);
        let mut all = Response::default();
        for index in 0..session.seats.len() {
            let member = session.seats.tickets[index].member;
            let luck = draw(rules.config.seed, u64::from(member) | key, now, Purpose::React);
            let before = session.seats.engagement(index);
            let response = respond_one(&rules, stimulus, session, index, luck, &mut all);
            if watched_member == Some(member) {
                let after = session.seats.engagement(index);
                written = Some(Entry::Reacted { tick: now, session: session.id, event: stimulus.event, response, before, after });
            }
        }
        for (category, &(members, weight)) in all.strong.iter().enumerate() {
            session.mood.strongly(category as u8, members, weight);
        }
        if let Some(entry) = written {
            self.journey.push(entry);
        }
        all
    }

    /// The event's tags are on stage now, and people talk about it.
    fn light_stage(&mut self, number: u32, tags: &[(u16, u16)], significance: u16, mean: u16) {
        let rules = self.rules.clone();
        let session = self.session_mut(number);
        for &(tag, _) in tags {
            session.stage.light(tag, ONE / 4 + times(significance, ONE / 4 * 3), false);
        }
        session.weights = session.stage.weights(&rules);
        session.buzz = (session.buzz + u32::from(times(mean, significance)) / 4).min(4 << 16);
    }

    /// Some come at once, as many as the excitement warrants.
    fn attract(&mut self, number: u32, mean: u16) -> u32 {
        let session = self.session(number);
        let tries = u64::from(session.house) * u64::from(mean) / u64::from(ONE) / 5;
        let mut draws = self.draws_for(number, Purpose::Admit);
        let among = self.reservoir.free.len() as u32;
        self.try_seats(number, tries.min(1_000) as u32, among, Cause::Excited, &mut draws)
    }

    fn keep_moment(&mut self, number: u32, happening: &Happening, mean: u16) {
        let (now, kept) = (self.tick, self.rules.config.reaction.moments as usize);
        if mean < SHOWS {
            return;
        }
        let description = happening.description.clone();
        self.session_mut(number).remember(Moment { tick: now, moment: happening.event.moment(), description, reaction: share(mean) }, kept);
    }

    /// Keeps the peak of a hype train as a moment (the hype engine knows when it was), with a reaction of 0–1.
    ///
    /// # Errors
    ///
    /// Unknown session; a reaction out of range.
    pub fn hype_peaked(&mut self, id: SessionId, reaction: f64) -> Result<(), Refusal> {
        within("reaction", reaction, 0.0, 1.0)?;
        let (number, now, kept) = (self.number_of(id)?, self.tick, self.rules.config.reaction.moments as usize);
        let moment = Moment { tick: now, moment: crate::content::MomentType::HypeTrainPeak, description: None, reaction };
        self.session_mut(number).remember(moment, kept);
        Ok(())
    }
}

impl Session {
    /// Keeps the strongest moments, the earlier one of two that are as strong.
    fn remember(&mut self, moment: Moment, kept: usize) {
        let place = self.moments.partition_point(|one| one.reaction >= moment.reaction);
        self.moments.insert(place, moment);
        self.moments.truncate(kept);
    }
}

impl Stimulus {
    fn of(rules: &Rules, happening: &Happening, tags: &[(u16, u16)]) -> Self {
        let mut stage = Stage::default();
        stage.set(tags);
        let first = happening.event == EventType::WorldFirst;
        let multiplier = if first { rules.world_first } else { 256 };
        let significance = u64::from(level(happening.significance)) * u64::from(multiplier) / 256;
        let significance = significance.min(u64::from(ONE)) as u16;
        Self { weights: stage.weights(rules), significance, event: happening.event, multiplier }
    }
}

/// One seat's response, a level.
fn respond_one(rules: &Rules, stimulus: &Stimulus, session: &mut Session, index: usize, luck: u64, all: &mut Response) -> u16 {
    let seats = &mut session.seats;
    let nature = rules.words.nature(seats.tickets[index].traits);
    let matched = matched(&stimulus.weights, 0, seats.interests(index)) * 257;
    let before = seats.engagement(index);
    // Who is indifferent to the matter still hears the noise: a quarter. Luck makes it a fifth more or less.
    let response = u64::from(times(stimulus.significance, ONE / 4 + matched / 4 * 3)) * u64::from(nature.voice.clamp(40, 250)) / 100;
    let response = ((response * u64::from(52_429 + scale(luck, 26_214))) >> 16).min(u64::from(ONE)) as u16;
    let after = if matched == 0 {
        before.saturating_sub(times(stimulus.significance, TAKES))
    } else {
        before + times(ONE - before, times(rules.lift, times(stimulus.significance, matched)))
    };
    *seats.engagement_mut(index) = after;
    all.before += u64::from(before);
    all.after += u64::from(after);
    all.responses += u64::from(response);
    let brink = rules.leave_below.saturating_mul(2);
    all.retained += u32::from(before < brink && after >= brink);
    if matched == 0 && after < brink && is_yes(luck << 20, rules.leave_chance) {
        all.leavers.push(index);
    }
    if response >= SHOWS {
        let category = felt(stimulus.event, nature.protect, luck, crate::seats::bias(seats.feeling(index)));
        seats.touch(index, category);
        if response > rules.strong {
            let strong = &mut all.strong[usize::from(category)];
            strong.0 += 1;
            strong.1 += (u64::from(response) * u64::from(stimulus.multiplier)) >> 16;
        }
    }
    response
}

/// The numbers of what members feel about an event, the likeliest first.
const fn feelings(event: EventType) -> [u8; 3] {
    match event {
        EventType::Achievement | EventType::CombatKill | EventType::QuestComplete => [0, 0, 1],
        EventType::WorldFirst => [0, 4, 0],
        EventType::CombatDeath => [5, 4, 2],
        EventType::Discovery => [3, 4, 0],
        EventType::SocialEvent => [5, 1, 3],
        EventType::CraftComplete => [1, 1, 3],
        EventType::LevelUp => [1, 0, 1],
        EventType::RareItem => [4, 0, 3],
        EventType::CustomEvent => [0, 3, 1],
    }
}

/// What one member feels: three in four feel with the event, one in four as it always does; who protects nobody finds fault with a death.
fn felt(event: EventType, protect: u16, luck: u64, bias: u8) -> u8 {
    let ball = scale(luck << 8, 16);
    if ball < 4 {
        return bias;
    }
    let [first, second, third] = feelings(event);
    match ball {
        4..=10 if event as u8 == EventType::CombatDeath as u8 && protect < 50 => 2,
        4..=10 => first,
        11..=13 => second,
        _ => third,
    }
}
