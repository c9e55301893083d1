//! Scenarios in virtual time, and the claim as a property over random ones.

use std::collections::HashMap;

use footlights_alerts::{AlertId, Card, Kind, Lanes, Move, State, Timing, Watched, tier_of};
use footlights_base::Timestamp;
use proptest::prelude::*;

/// The rows, and what the audience saw.
#[derive(Default)]
struct Stage {
    cards: Vec<Card>,
    lanes: Lanes,
    holders: bool,
    taken_over: bool,
    now_ms: i64,
    added: u8,
    painted: HashMap<AlertId, u32>,
    merged: HashMap<AlertId, AlertId>,
    log: Vec<String>,
}

impl Stage {
    fn new() -> Self {
        Self { holders: true, ..Self::default() }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now_ms)
    }

    fn add(&mut self, kind: Kind, tier: u8) -> AlertId {
        self.added += 1;
        let mut id = [0; 16];
        id[15] = self.added;
        let id = AlertId::from_bytes(id);
        let card = Card { id, kind, tier, chars: 10, at: self.now(), state: State::Queued, attempt: 0, more: 0, test: false };
        self.cards.push(card);
        id
    }

    fn turn(&mut self) -> Option<Timestamp> {
        let watched = Watched { holders: self.holders, taken_over: std::mem::take(&mut self.taken_over) };
        let plan = self.lanes.plan(&self.cards, watched, self.now(), &Timing::default());
        for step in plan.moves {
            self.apply(step);
        }
        plan.wake_at
    }

    fn apply(&mut self, step: Move) {
        let name = |id: AlertId| id.as_bytes()[15];
        let at = self.now_ms;
        match step {
            Move::Show { id, attempt, until, duration } => {
                self.log.push(format!("{at}: show {} attempt {attempt} for {}", name(id), duration.as_millis()));
                let card = self.card(id);
                assert_eq!((card.attempt + 1, card.state), (attempt, State::Queued));
                (card.attempt, card.state) = (attempt, State::Showing { until });
                *self.painted.entry(id).or_default() += 1;
            }
            Move::Repeat { id, attempt } => {
                self.log.push(format!("{at}: repeat {}", name(id)));
                let card = self.card(id);
                assert_eq!(card.attempt, attempt);
                card.state = State::Queued;
            }
            Move::Shown { id, .. } => {
                self.log.push(format!("{at}: shown {}", name(id)));
                self.cards.retain(|card| card.id != id);
            }
            Move::Merge { id, into } => {
                self.log.push(format!("{at}: merge {} into {}", name(id), name(into)));
                let more = 1 + self.card(id).more;
                self.card(into).more += more;
                self.cards.retain(|card| card.id != id);
                self.merged.insert(id, into);
            }
        }
    }

    fn card(&mut self, id: AlertId) -> &mut Card {
        self.cards.iter_mut().find(|card| card.id == id).expect("a move names a card that is not done")
    }

    fn acknowledge(&mut self, id: AlertId, attempt: u8) -> bool {
        let before = self.cards.len();
        self.cards.retain(|card| card.id != id || !card.is_ended_by(attempt));
        before != self.cards.len()
    }

    fn at(&mut self, ms: i64) -> &mut Self {
        self.now_ms = ms;
        self.turn();
        self
    }

    fn said(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }
}

#[test]
fn one_after_another_with_a_gap() {
    let mut stage = Stage::new();
    let (first, _) = (stage.add(Kind::Tip, 1), stage.add(Kind::Tip, 3));
    stage.at(0);
    assert!(stage.acknowledge(first, 1));
    stage.at(5_000).at(5_249).at(5_250);
    assert_eq!(stage.said(), ["0: show 1 attempt 1 for 5000", "5250: show 2 attempt 1 for 5000"]);
}

#[test]
fn follows_do_not_hold_up_tips() {
    let mut stage = Stage::new();
    stage.add(Kind::Follow, 1);
    stage.add(Kind::Tip, 1);
    stage.at(0);
    assert_eq!(stage.said(), ["0: show 2 attempt 1 for 5000", "0: show 1 attempt 1 for 3000"]);
}

#[test]
fn silence_repeats_it_once_at_the_head_and_then_it_counts_as_shown() {
    let mut stage = Stage::new();
    stage.add(Kind::Tip, 1);
    stage.add(Kind::Tip, 1);
    stage.at(0).at(9_999).at(10_000).at(10_250).at(20_250).at(20_500);
    let said = [
        "0: show 1 attempt 1 for 5000",
        "10000: repeat 1",
        "10250: show 1 attempt 2 for 5000",
        "20250: shown 1",
        "20500: show 2 attempt 1 for 5000",
    ];
    assert_eq!(stage.said(), said);
}

#[test]
fn with_no_overlay_open_nothing_is_issued_and_what_shows_goes_back() {
    let mut stage = Stage::new();
    let id = stage.add(Kind::Tip, 1);
    stage.at(0);
    stage.holders = false;
    stage.at(1_000).at(60_000);
    assert_eq!(stage.said(), ["0: show 1 attempt 1 for 5000", "1000: repeat 1"]);
    stage.holders = true;
    assert!(!stage.acknowledge(id, 2), "an attempt that never was ends nothing");
    assert!(stage.acknowledge(id, 1), "the reloaded overlay says that it had finished");
    stage.at(60_250);
    assert_eq!(stage.said(), Vec::<String>::new());
}

#[test]
fn a_new_conductor_repeats_what_shows() {
    let mut stage = Stage::new();
    stage.add(Kind::Tip, 1);
    stage.at(0);
    stage.lanes = Lanes::default();
    stage.taken_over = true;
    stage.at(100);
    assert_eq!(stage.said(), ["0: show 1 attempt 1 for 5000", "100: repeat 1", "100: show 1 attempt 2 for 5000"]);
}

#[test]
fn a_late_acknowledgement_of_the_first_attempt_does_not_end_the_second() {
    let mut stage = Stage::new();
    let id = stage.add(Kind::Tip, 1);
    stage.at(0).at(10_000).at(10_250);
    assert!(!stage.acknowledge(id, 1));
    assert!(stage.acknowledge(id, 2));
}

#[test]
fn beyond_twenty_those_of_a_tier_become_one() {
    let mut stage = Stage::new();
    for n in 0..33 {
        stage.add(Kind::Tip, if n == 30 { 3 } else { 1 });
    }
    stage.at(0);
    let waiting: Vec<_> = stage.cards.iter().filter(|card| card.state == State::Queued).collect();
    assert_eq!(waiting.len(), 19, "twenty, and the first of them shows");
    assert_eq!(stage.cards.iter().map(|card| card.more).max(), Some(13));
    assert!(stage.cards.iter().any(|card| card.tier == 3 && card.more == 0), "another tier is not mixed in");
}

#[test]
fn reading_takes_its_time_within_limits() {
    let timing = Timing::default();
    let card = |kind, chars| Card { kind, chars, ..Stage::new_card() };
    let ms = |kind, chars| timing.duration(&card(kind, chars)).as_millis();
    assert_eq!([ms(Kind::Tip, 0), ms(Kind::Tip, 100), ms(Kind::Tip, 255)], [5_000, 8_000, 12_000]);
    assert_eq!([ms(Kind::Sub, 0), ms(Kind::Follow, u32::MAX)], [3_000, 6_000]);
    assert_eq!([tier_of(999, [1_000, 5_000]), tier_of(1_000, [1_000, 5_000]), tier_of(5_000, [1_000, 5_000])], [1, 2, 3]);
}

impl Stage {
    fn new_card() -> Card {
        let mut stage = Self::new();
        stage.add(Kind::Tip, 1);
        stage.cards.remove(0)
    }
}

#[derive(Debug, Clone)]
enum Act {
    Add(Kind, u8),
    Pass(u16),
    Acknowledge(prop::sample::Index),
    OverlayGone,
    OverlayBack,
    ConductorDies,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (prop::sample::select(Kind::ALL.to_vec()), 1..=3_u8).prop_map(|(kind, tier)| Act::Add(kind, tier)),
        4 => (0..9_000_u16).prop_map(Act::Pass),
        4 => any::<prop::sample::Index>().prop_map(Act::Acknowledge),
        1 => Just(Act::OverlayGone),
        2 => Just(Act::OverlayBack),
        1 => Just(Act::ConductorDies),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn never_lost_never_three_times_and_twice_only_unacknowledged(acts in prop::collection::vec(act(), 1..120)) {
        let mut stage = Stage::new();
        let mut all = Vec::new();
        let mut acknowledged = Vec::new();
        for act in acts {
            match act {
                Act::Add(kind, tier) => all.push(stage.add(kind, tier)),
                Act::Pass(ms) => stage.now_ms += i64::from(ms),
                Act::Acknowledge(index) => {
                    let showing: Vec<_> = stage.cards.iter().filter(|card| card.state != State::Queued).map(|card| (card.id, card.attempt)).collect();
                    if !showing.is_empty() {
                        let (id, attempt) = showing[index.index(showing.len())];
                        prop_assert!(stage.acknowledge(id, attempt));
                        acknowledged.push((id, stage.painted[&id]));
                    }
                }
                Act::OverlayGone => stage.holders = false,
                Act::OverlayBack => stage.holders = true,
                Act::ConductorDies => {
                    stage.lanes = Lanes::default();
                    stage.taken_over = true;
                }
            }
            stage.turn();
            for kinds in [&[Kind::Tip, Kind::Sub][..], &[Kind::Follow]] {
                let showing = stage.cards.iter().filter(|card| kinds.contains(&card.kind) && card.state != State::Queued).count();
                prop_assert!(showing <= 1, "one at a time in a lane");
            }
        }
        // An overlay that is open long enough sees them all.
        stage.holders = true;
        while let Some(next) = stage.turn() {
            prop_assert!(next.as_millis() > stage.now_ms, "the future is ahead");
            stage.now_ms = next.as_millis();
        }
        prop_assert!(stage.cards.is_empty());
        for id in all {
            let mut shown_as = id;
            while let Some(into) = stage.merged.get(&shown_as) {
                shown_as = *into;
            }
            let times = stage.painted.get(&shown_as).copied().unwrap_or(0);
            prop_assert!((1..=2).contains(&times), "{id} was painted {times} times");
        }
        for (id, painted) in acknowledged {
            prop_assert_eq!(stage.painted[&id], painted, "never again after it was acknowledged");
        }
    }
}
