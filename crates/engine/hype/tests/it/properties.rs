//! What holds whatever happens.

use footlights_base::Timestamp;
use footlights_hype::{Act, Config, Contribution, ContributorId, Event, Hype, Level, Points, Refund, Rules, Status, Tier, Voices};
use proptest::prelude::*;

use crate::story::CATEGORIES;

#[derive(Debug, Clone)]
pub(crate) enum Happening {
    Gift { by: Option<u8>, act: Act },
    Back { by: Option<u8>, act: Act, ago: u32 },
    Voices { category: usize, members: u32, points: u64 },
    Present(u32),
    Inject(u64),
    End,
    Poll,
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1..20_000_u64).prop_map(|minor| Act::Donation { minor }),
        (1..30_u64).prop_map(|count| Act::Subscription { tier: Tier::One, count }),
        (1..40_000_u64).prop_map(|count| Act::Cheer { count }),
    ]
}

pub(crate) fn happenings() -> impl Strategy<Value = Vec<(u32, Happening)>> {
    let by = || prop::option::of(0..6_u8);
    let one = prop_oneof![
        6 => (by(), acts()).prop_map(|(by, act)| Happening::Gift { by, act }),
        1 => (by(), acts(), 0..100_000_u32).prop_map(|(by, act, ago)| Happening::Back { by, act, ago }),
        8 => (0..3_usize, 0..40_u32, 0..40_u64).prop_map(|(category, members, points)| Happening::Voices { category, members, points }),
        1 => (0..2_000_u32).prop_map(Happening::Present),
        1 => (1..5_000_u64).prop_map(Happening::Inject),
        1 => Just(Happening::End),
        2 => Just(Happening::Poll),
    ];
    let gap = prop_oneof![4 => 0..8_000_u32, 1 => 0..400_000_u32, 1 => Just(5_000_u32)];
    prop::collection::vec((gap, one), 1..120)
}

pub(crate) fn rules() -> impl Strategy<Value = Rules> {
    let moods = Config::moods().moods;
    let base = prop_oneof![Just(Config::classic()), Just(Config::twitch()), Just(Config::moods())];
    (base, 1..4_u32, 1..3_u32, prop_oneof![Just(0.0), 0.01..0.99_f64], 0..20_u32).prop_map(move |(base, events, people, rate, cooldown)| {
        let mut config = Config { moods: moods.clone(), conversion: Config::classic().conversion, ..base };
        config.kickoff.events = events;
        config.kickoff.people = people;
        config.decay.rate = rate;
        config.cooldown_seconds = cooldown;
        config.check().expect("valid")
    })
}

pub(crate) fn apply(hype: &mut Hype, at: i64, what: &Happening) -> Vec<Event> {
    let who = |by: &Option<u8>| by.map(|by| ContributorId([by; 16]));
    let now = Timestamp::from_millis(at);
    match what {
        Happening::Gift { by, act } => hype.handle_contribution(now, &Contribution { by: who(by), act: *act }).expect("in range"),
        Happening::Back { by, act, ago } => {
            let contribution = Contribution { by: who(by), act: *act };
            let contributed_at = Timestamp::from_millis(at - i64::from(*ago));
            hype.handle_refund(now, &Refund { contribution, contributed_at }).expect("in range")
        }
        Happening::Voices { category, members, points } => {
            let weight_256ths = (*points * 256).min(u64::from(*members) * 2_560);
            hype.handle_voices(now, &Voices { category: CATEGORIES[*category], members: *members, weight_256ths }).expect("in range")
        }
        Happening::Present(count) => {
            hype.set_present(*count);
            hype.poll(now)
        }
        Happening::Inject(points) => hype.handle_injection(now, *points).expect("in range"),
        Happening::End => hype.handle_session_end(now),
        Happening::Poll => hype.poll(now),
    }
}

/// Plays it all and gives back every event.
fn play(hype: &mut Hype, story: &[(u32, Happening)]) -> Vec<Event> {
    let mut at = 0;
    let mut told = Vec::new();
    for (gap, what) in story {
        at += i64::from(*gap);
        told.extend(apply(hype, at, what));
    }
    told
}

fn number(level: Level) -> u32 {
    match level {
        Level::Ordinary(number) => number,
        Level::Legendary => 6,
    }
}

/// Follows the events with a few variables of its own, as somebody at the other end would.
#[derive(Default)]
struct Auditor {
    running: Option<u32>,
    level: u32,
    peak: u32,
    celebrated: bool,
    last_fall: Option<Timestamp>,
    last: Option<Timestamp>,
    paid: Vec<u32>,
}

impl Auditor {
    fn hear(&mut self, event: &Event, tick_ms: i64) {
        let at = match event {
            Event::Started { at, train, .. } => {
                assert_eq!(self.running, None, "one train at a time");
                *self = Self { running: Some(*train), level: 1, peak: 1, paid: vec![1], last: self.last, ..Self::default() };
                *at
            }
            Event::Progressed { at, level, progress, .. } => {
                assert_eq!(number(*level), self.level);
                assert!((0.0..=1.0).contains(progress), "{progress}");
                *at
            }
            Event::LevelReached { at, level, first_time } => {
                assert_eq!(number(*level), self.level + 1, "no level is skipped without being told");
                self.level += 1;
                assert_eq!(*first_time, self.level > self.peak);
                if *first_time {
                    self.paid.push(self.level);
                }
                self.peak = self.peak.max(self.level);
                *at
            }
            Event::LevelLost { at, level } => {
                assert_eq!(number(*level) + 1, self.level, "one level at a time");
                assert!(self.last_fall.is_none_or(|last| at.as_millis() - last.as_millis() >= tick_ms), "one level a tick");
                self.level -= 1;
                self.last_fall = Some(*at);
                *at
            }
            Event::Conducted { at, .. } => *at,
            Event::Celebrated { at } => {
                assert!(!self.celebrated, "once a train");
                self.celebrated = true;
                *at
            }
            Event::Ended(end) => {
                assert_eq!(self.running.take(), Some(end.train));
                assert_eq!(number(end.peak_level), self.peak);
                assert_eq!(self.paid, (1..=self.peak).collect::<Vec<_>>(), "each level was told once for the first time");
                assert_eq!(end.celebrated, self.celebrated);
                assert!(end.top.windows(2).all(|pair| pair[0].points >= pair[1].points));
                return;
            }
            Event::CooledDown { at } => {
                assert_eq!(self.running, None);
                *at
            }
        };
        assert!(self.last.is_none_or(|last| last <= at), "events come in the order of time");
        self.last = Some(at);
        assert!(self.running.is_some() || matches!(event, Event::CooledDown { .. }), "only trains have levels: {event:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whoever_listens_hears_a_consistent_story(rules in rules(), story in happenings()) {
        let tick_ms = i64::from(rules.config().decay.tick_seconds) * 1_000;
        let mut hype = Hype::new(rules);
        let mut auditor = Auditor::default();
        for event in play(&mut hype, &story) {
            auditor.hear(&event, tick_ms);
        }
        let running = if let Status::Running(train) = hype.status() { Some(train) } else { None };
        prop_assert_eq!(auditor.running, running.as_ref().map(|train| train.train));
        if let Some(train) = running {
            prop_assert_eq!(number(train.level), auditor.level);
            prop_assert!(train.score <= train.given || train.given < Points::MAX);
            prop_assert!(train.goal.is_none_or(|goal| train.score < goal));
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_bytes(rules in rules(), story in happenings()) {
        let (mut one, mut other) = (Hype::new(rules.clone()), Hype::new(rules));
        prop_assert_eq!(play(&mut one, &story), play(&mut other, &story));
        prop_assert_eq!(one.snapshot(), other.snapshot());
    }

    #[test]
    fn asking_more_often_changes_nothing(rules in rules(), story in happenings()) {
        let (mut seldom, mut often) = (Hype::new(rules.clone()), Hype::new(rules));
        let (mut at, mut told_seldom, mut told_often) = (0, Vec::new(), Vec::new());
        for (gap, what) in &story {
            for part in 1..=4 {
                told_often.extend(often.poll(Timestamp::from_millis(at + i64::from(*gap) * part / 4)));
            }
            at += i64::from(*gap);
            told_seldom.extend(apply(&mut seldom, at, what));
            told_often.extend(apply(&mut often, at, what));
        }
        prop_assert_eq!(told_seldom, told_often);
        prop_assert_eq!(seldom.snapshot(), often.snapshot());
    }

    #[test]
    fn a_deadline_is_when_something_happens(rules in rules(), story in happenings()) {
        let mut hype = Hype::new(rules);
        play(&mut hype, &story);
        // Whatever runs has ended after so many deadlines, and each of them lies ahead.
        for _ in 0..20_000 {
            let Some(due) = hype.next_deadline() else { return Ok(()) };
            let before = hype.clone().poll(Timestamp::from_millis(due.as_millis() - 1));
            prop_assert_eq!(before, vec![]);
            hype.poll(due);
            prop_assert!(hype.next_deadline().is_none_or(|next| next > due));
        }
        prop_assert!(false, "it never ends");
    }

    #[test]
    fn points_of_people_never_exceed_those_of_the_train(rules in rules(), story in happenings()) {
        let mut hype = Hype::new(rules);
        let mut at = 0;
        for (gap, what) in story.iter().filter(|(_, what)| !matches!(what, Happening::Back { .. })) {
            at += i64::from(*gap);
            apply(&mut hype, at, what);
            if let Status::Running(train) = hype.status() {
                let top = hype.top(None, 100);
                let sum: u64 = top.iter().map(|one| one.points.as_256ths()).sum();
                prop_assert!(sum <= train.given.as_256ths());
                prop_assert_eq!(train.conductor, top.first().map(|one| one.by));
            }
        }
    }
}
