//! Scenarios in virtual time, and the claim as a property over random ones.

use std::collections::HashMap;

use footlights_alerts::{AlertId, Card, Kind, Lanes, Move, Rules, State, Timing, Watched, WhenClosed, tier_of};
use footlights_base::Timestamp;
use proptest::prelude::*;

/// The rows, and what the audience saw.
#[derive(Default)]
struct Stage {
    cards: Vec<Card>,
    lanes: Lanes,
    rules: Rules,
    holders: bool,
    taken_over: bool,
    opening: bool,
    now_ms: i64,
    added: u8,
    painted: HashMap<AlertId, u32>,
    /// Which alert another became one more of.
    merged: HashMap<AlertId, AlertId>,
    /// Taken away by a moderator, or passed over.
    dropped: Vec<AlertId>,
    /// What somebody may look at first, and until when.
    held: HashMap<AlertId, i64>,
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
        let (at, state) = (self.now(), State::Queued);
        self.cards.push(Card { id, kind, tier, chars: 10, at, state, attempt: 0, more: 0, single: false, noticed: false });
        id
    }

    fn add_held(&mut self, kind: Kind, hold_ms: i64) -> AlertId {
        let (id, until) = (self.add(kind, 1), self.now_ms + hold_ms);
        self.card(id).state = State::Held { until: Timestamp::from_millis(until) };
        self.held.insert(id, until);
        id
    }

    /// A moderator lets it go before its time.
    fn release(&mut self, id: AlertId) {
        self.card(id).state = State::Queued;
        self.held.remove(&id);
    }

    /// A moderator takes it away, wherever it is.
    fn skip(&mut self, id: AlertId) {
        self.cards.retain(|card| card.id != id);
        self.dropped.push(id);
    }

    /// A moderator wants to see it again: a new alert.
    fn replay(&mut self, kind: Kind) -> AlertId {
        let id = self.add(kind, 1);
        self.card(id).single = true;
        id
    }

    fn open(&mut self) {
        self.opening |= !self.holders;
        self.holders = true;
    }

    fn turn(&mut self) -> Option<Timestamp> {
        let (taken_over, opening) = (std::mem::take(&mut self.taken_over), std::mem::take(&mut self.opening));
        let watched = Watched { holders: self.holders, taken_over, opening };
        let plan = self.lanes.plan(&self.cards, watched, self.now(), &self.rules);
        let summed: Vec<AlertId> =
            plan.moves.iter().filter_map(|step| if let Move::Sum { id } = step { Some(*id) } else { None }).collect();
        for step in plan.moves {
            self.apply(step);
        }
        if summed.is_empty() {
            return plan.wake_at;
        }
        let summary = self.add(Kind::Summary, 1);
        self.log.push(format!("{}: sum up {}", self.now_ms, summed.len()));
        self.merged.extend(summed.into_iter().map(|id| (id, summary)));
        Some(self.now())
    }

    fn apply(&mut self, step: Move) {
        let name = |id: AlertId| id.as_bytes()[15];
        let at = self.now_ms;
        match step {
            Move::Release { id } => {
                self.log.push(format!("{at}: release {}", name(id)));
                let until = self.held.remove(&id).expect("only what is held is let go");
                assert!(until <= at, "before its time");
                self.card(id).state = State::Queued;
            }
            Move::Skip { id, attempt } => {
                self.log.push(format!("{at}: skip {}", name(id)));
                let card = self.card(id);
                assert_eq!((card.attempt, card.state), (attempt, State::Queued));
                self.skip(id);
            }
            Move::Sum { id } => {
                assert!(self.card(id).attempt == 0 && !self.card(id).single);
                self.cards.retain(|card| card.id != id);
            }
            Move::Notice { id } => self.card(id).noticed = true,
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

fn numbers(stage: &Stage) -> Vec<u8> {
    stage.cards.iter().map(|card| card.id.as_bytes()[15]).collect()
}

#[test]
fn what_is_held_goes_by_itself_and_holds_up_nobody() {
    let mut stage = Stage::new();
    stage.add_held(Kind::Tip, 3_000);
    stage.now_ms = 1;
    stage.add(Kind::Tip, 1);
    let next = stage.turn();
    assert_eq!(next, Some(Timestamp::from_millis(3_000)), "looks again when its time is over");
    stage.at(2_999).at(3_000);
    assert_eq!(stage.said(), ["1: show 2 attempt 1 for 5000", "3000: release 1"]);
    let second = AlertId::from_bytes(std::array::from_fn(|index| if index == 15 { 2 } else { 0 }));
    assert!(stage.acknowledge(second, 1));
    stage.at(5_001).at(5_251);
    assert_eq!(stage.said(), ["5251: show 1 attempt 1 for 5000"]);
}

#[test]
fn a_moderator_lets_go_or_takes_away() {
    let mut stage = Stage::new();
    let (first, second) = (stage.add_held(Kind::Tip, 30_000), stage.add_held(Kind::Tip, 30_000));
    assert!(!stage.acknowledge(first, 1) && !stage.acknowledge(first, 0), "nobody has seen it");
    stage.at(0);
    stage.release(second);
    stage.at(1_000);
    stage.skip(first);
    stage.at(40_000).at(40_250).at(50_250);
    assert_eq!(
        stage.said(),
        ["1000: show 2 attempt 1 for 5000", "40000: repeat 2", "40250: show 2 attempt 2 for 5000", "50250: shown 2"],
        "what was taken away is never shown"
    );
}

#[test]
fn a_showing_alert_that_is_skipped_frees_its_lane() {
    let mut stage = Stage::new();
    let first = stage.add(Kind::Tip, 1);
    stage.add(Kind::Tip, 1);
    stage.at(0);
    stage.skip(first);
    stage.at(1_000).at(1_250);
    assert_eq!(stage.said(), ["0: show 1 attempt 1 for 5000", "1250: show 2 attempt 1 for 5000"]);
}

#[test]
fn while_paused_nothing_new_is_issued() {
    let mut stage = Stage::new();
    let first = stage.add(Kind::Tip, 1);
    stage.add(Kind::Tip, 1);
    stage.at(0);
    stage.rules.paused = true;
    assert!(stage.acknowledge(first, 1), "what shows goes on to its end");
    stage.at(5_000).at(60_000);
    stage.rules.paused = false;
    stage.at(61_000);
    assert_eq!(stage.said(), ["0: show 1 attempt 1 for 5000", "61000: show 2 attempt 1 for 5000"]);
}

#[test]
fn whoever_is_not_to_be_disturbed_sees_nothing_and_finds_nothing_later() {
    let mut stage = Stage::new();
    stage.rules.do_not_disturb = true;
    stage.add(Kind::Tip, 1);
    stage.add_held(Kind::Tip, 500);
    stage.at(0).at(500);
    stage.rules.do_not_disturb = false;
    stage.at(10_000);
    assert_eq!(stage.said(), ["0: skip 1", "500: release 2", "500: skip 2"]);
}

#[test]
fn what_came_while_no_overlay_was_open_is_summed_up_by_a_setting() {
    let closed = |when_closed, count: usize| {
        let mut stage = Stage::new();
        stage.rules.when_closed = when_closed;
        stage.holders = false;
        for _ in 0..count {
            stage.add(Kind::Tip, 1);
        }
        stage.add(Kind::Follow, 1);
        stage.replay(Kind::Tip);
        stage.at(1_000);
        stage.open();
        stage.at(2_000).at(2_000);
        stage
    };
    let mut summed = closed(WhenClosed::Summary, 3);
    assert_eq!(numbers(&summed), [5, 6], "a replay stands for itself");
    assert_eq!(summed.said(), ["2000: show 5 attempt 1 for 5000", "2000: sum up 4"]);
    assert_eq!(closed(WhenClosed::Keep, 3).said()[0], "2000: show 1 attempt 1 for 5000");
    let mut one = closed(WhenClosed::Summary, 0);
    assert_eq!(one.said(), ["2000: show 2 attempt 1 for 5000", "2000: show 1 attempt 1 for 3000"], "one alone is no sum");

    // What waits while an overlay is open is shown one by one, also when it is reloaded meanwhile.
    let mut stage = Stage::new();
    stage.rules.when_closed = WhenClosed::Summary;
    for _ in 0..4 {
        stage.add(Kind::Tip, 1);
    }
    stage.at(0);
    stage.holders = false;
    stage.at(100);
    stage.add(Kind::Tip, 1);
    stage.add(Kind::Tip, 1);
    stage.open();
    stage.at(200).at(350);
    assert_eq!(stage.said(), ["0: show 1 attempt 1 for 5000", "100: repeat 1", "200: sum up 2", "350: show 1 attempt 2 for 5000"]);
    assert_eq!(numbers(&stage), [1, 2, 3, 4, 7]);
}

#[derive(Debug, Clone)]
enum Act {
    Add(Kind, u8),
    AddHeld(u16),
    Replay,
    Pass(u16),
    Acknowledge(prop::sample::Index),
    Release(prop::sample::Index),
    Skip(prop::sample::Index),
    Pause(bool),
    DoNotDisturb(bool),
    SumUp(bool),
    OverlayGone,
    OverlayBack,
    ConductorDies,
}

fn act() -> impl Strategy<Value = Act> {
    let kinds = vec![Kind::Tip, Kind::Sub, Kind::Follow];
    prop_oneof![
        6 => (prop::sample::select(kinds), 1..=3_u8).prop_map(|(kind, tier)| Act::Add(kind, tier)),
        2 => (0..6_000_u16).prop_map(Act::AddHeld),
        1 => Just(Act::Replay),
        6 => (0..9_000_u16).prop_map(Act::Pass),
        6 => any::<prop::sample::Index>().prop_map(Act::Acknowledge),
        2 => any::<prop::sample::Index>().prop_map(Act::Release),
        1 => any::<prop::sample::Index>().prop_map(Act::Skip),
        1 => any::<bool>().prop_map(Act::Pause),
        1 => (0..4_u8).prop_map(|n| Act::DoNotDisturb(n == 0)),
        1 => any::<bool>().prop_map(Act::SumUp),
        2 => Just(Act::OverlayGone),
        3 => Just(Act::OverlayBack),
        1 => Just(Act::ConductorDies),
    ]
}

impl Stage {
    /// One of those that are in this state.
    fn pick(&self, index: prop::sample::Index, wanted: impl Fn(&State) -> bool) -> Option<(AlertId, u8)> {
        let found: Vec<_> = self.cards.iter().filter(|card| wanted(&card.state)).map(|card| (card.id, card.attempt)).collect();
        (!found.is_empty()).then(|| found[index.index(found.len())])
    }

    fn act(&mut self, act: &Act, all: &mut Vec<AlertId>, acknowledged: &mut Vec<(AlertId, u32)>) {
        match *act {
            Act::Add(kind, tier) => all.push(self.add(kind, tier)),
            Act::AddHeld(ms) => all.push(self.add_held(Kind::Tip, i64::from(ms))),
            Act::Replay => all.push(self.replay(Kind::Tip)),
            Act::Pass(ms) => self.now_ms += i64::from(ms),
            Act::Acknowledge(index) => {
                if let Some((id, attempt)) = self.pick(index, |state| matches!(state, State::Showing { .. })) {
                    assert!(self.acknowledge(id, attempt));
                    acknowledged.push((id, self.painted[&id]));
                }
            }
            Act::Release(index) => {
                if let Some((id, _)) = self.pick(index, |state| matches!(state, State::Held { .. })) {
                    self.release(id);
                }
            }
            Act::Skip(index) => {
                if let Some((id, _)) = self.pick(index, |_| true) {
                    self.skip(id);
                }
            }
            Act::Pause(paused) => self.rules.paused = paused,
            Act::DoNotDisturb(quiet) => self.rules.do_not_disturb = quiet,
            Act::SumUp(sum) => self.rules.when_closed = if sum { WhenClosed::Summary } else { WhenClosed::Keep },
            Act::OverlayGone => self.holders = false,
            Act::OverlayBack => self.open(),
            Act::ConductorDies => {
                self.lanes = Lanes::default();
                self.taken_over = true;
                self.opening = self.holders;
            }
        }
    }

    /// One turn, and what holds in every single one.
    fn checked_turn(&mut self) -> Option<Timestamp> {
        let issued_before: u32 = self.painted.values().sum();
        let next = self.turn();
        let issued = self.painted.values().sum::<u32>() - issued_before;
        if self.rules.paused || self.rules.do_not_disturb || !self.holders {
            assert_eq!(issued, 0, "nothing is issued now");
        }
        for kinds in [&[Kind::Tip, Kind::Sub, Kind::Summary][..], &[Kind::Follow]] {
            let shows = |card: &&Card| kinds.contains(&card.kind) && matches!(card.state, State::Showing { .. });
            assert!(self.cards.iter().filter(shows).count() <= 1, "one at a time in a lane");
        }
        for id in self.held.keys() {
            assert!(!self.painted.contains_key(id), "held, and yet shown");
        }
        next
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn never_lost_never_three_times_and_twice_only_unacknowledged(acts in prop::collection::vec(act(), 1..150)) {
        let mut stage = Stage::new();
        let mut all = Vec::new();
        let mut acknowledged = Vec::new();
        for act in &acts {
            stage.act(act, &mut all, &mut acknowledged);
            stage.checked_turn();
        }
        // An overlay that is open long enough sees them all.
        stage.open();
        (stage.rules.paused, stage.rules.do_not_disturb) = (false, false);
        while let Some(next) = stage.checked_turn() {
            prop_assert!(next.as_millis() >= stage.now_ms, "the future is ahead");
            stage.now_ms = next.as_millis();
        }
        prop_assert!(stage.cards.is_empty(), "{:?}", stage.cards);
        for id in all {
            let mut shown_as = id;
            while let Some(into) = stage.merged.get(&shown_as) {
                shown_as = *into;
            }
            let times = stage.painted.get(&shown_as).copied().unwrap_or(0);
            let wanted = stage.dropped.contains(&shown_as);
            prop_assert!(times <= 2 && (times >= 1 || wanted), "{id} was painted {times} times");
        }
        for (id, painted) in acknowledged {
            prop_assert_eq!(stage.painted[&id], painted, "never again after it was acknowledged");
        }
    }
}
