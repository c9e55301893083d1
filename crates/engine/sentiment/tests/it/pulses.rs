//! Pulses: each rule by a story, and all of them at once against a plain model of what should come out.

use std::collections::{BTreeMap, BTreeSet};

use footlights_base::{Intensity, PlatformSessionId, SentimentCategory as Of, SentimentPulse, Timestamp, TrackedViewerType};
use footlights_sentiment::{Act, Mood, PulseConfig, PulseConfigRefusal, PulseRefusal, Pulses, Roles, Viewer};
use proptest::prelude::*;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(ms)
}

fn begin(config: &PulseConfig, seed: u8) -> Pulses {
    Pulses::begin(config.check().expect("good"), PlatformSessionId::from_bytes([9; 16]), [seed; 32], at(0))
}

fn viewer(user: &str) -> Viewer<'_> {
    Viewer { user, roles: Roles::default() }
}

fn mood(category: Of, intensity: f32) -> Option<Mood> {
    Some(Mood { category, intensity: Intensity::clamped(intensity) })
}

/// Silence says nothing, so that only what is written counts.
fn loud() -> PulseConfig {
    PulseConfig { silence_seconds: 0, ..PulseConfig::default() }
}

#[test]
fn five_people_make_a_pulse_and_four_do_not() {
    for (people, comes) in [(5, true), (4, false)] {
        let mut pulses = begin(&loud(), 1);
        for round in 0..3 {
            for person in 0..people {
                let category = Of::ALL[round];
                assert_eq!(pulses.handle_line(at(1_000), &viewer(&format!("p{person}")), mood(category, 0.5)), Ok(None));
            }
        }
        let pulse = pulses.poll(at(15_000));
        assert_eq!(pulse.as_ref().map(|one| one.sentiments.len()), comes.then_some(15), "{people} people");
        assert_eq!(pulse.map(|one| one.timestamp), comes.then_some(at(15_000)));
    }
}

#[test]
fn too_few_wait_for_others_a_minute_at_most() {
    let mut pulses = begin(&loud(), 1);
    for person in ["a", "b", "c", "d"] {
        pulses.handle_line(at(0), &viewer(person), mood(Of::Excited, 0.9)).expect("taken");
    }
    assert_eq!(pulses.poll(at(44_999)), None);
    pulses.handle_line(at(50_000), &viewer("e"), mood(Of::Excited, 0.9)).expect("taken");
    assert_eq!(pulses.poll(at(60_000)).map(|pulse| pulse.sentiments.len()), Some(5), "the fifth came in time");

    let mut pulses = begin(&loud(), 1);
    for person in ["a", "b", "c", "d"] {
        pulses.handle_line(at(0), &viewer(person), mood(Of::Excited, 0.9)).expect("taken");
    }
    pulses.handle_line(at(60_000), &viewer("e"), mood(Of::Excited, 0.9)).expect("taken");
    assert_eq!(pulses.poll(at(75_000)), None, "the four were dropped before the fifth came");
}

#[test]
fn a_person_has_one_vote_a_category_the_strongest() {
    let mut pulses = begin(&loud(), 1);
    for person in 0..5 {
        let user = format!("p{person}");
        for intensity in [0.25, 0.75, 0.5] {
            pulses.handle_line(at(0), &viewer(&user), mood(Of::Amused, intensity)).expect("taken");
        }
    }
    let pulse = pulses.poll(at(15_000)).expect("five people");
    assert_eq!(pulse.sentiments.iter().map(|one| one.intensity.get()).collect::<Vec<_>>(), [0.75; 5]);
}

#[test]
fn the_faintest_go_where_too_many_come() {
    let config = PulseConfig { entries_max: 20, ..loud() };
    let mut pulses = begin(&config, 1);
    for person in 0..32_u8 {
        pulses.handle_line(at(0), &viewer(&person.to_string()), mood(Of::Excited, f32::from(person) / 32.0)).expect("taken");
    }
    let pulse = pulses.poll(at(15_000)).expect("many");
    let mut told: Vec<f32> = pulse.sentiments.iter().map(|one| one.intensity.get() * 32.0).collect();
    assert!(!told.is_sorted() && !told.is_sorted_by(|a, b| a >= b), "the order says nothing");
    told.sort_by(f32::total_cmp);
    assert_eq!(told, (12..32_u8).map(f32::from).collect::<Vec<_>>());
}

/// What cuts may leave entries of too few people: then nothing is told.
#[test]
fn people_are_counted_after_the_faintest_went() {
    let config = PulseConfig { entries_max: 8, ..loud() };
    let mut pulses = begin(&config, 1);
    for category in Of::ALL {
        pulses.handle_line(at(0), &viewer("loud"), mood(category, 1.0)).expect("taken");
    }
    for person in ["a", "b", "c", "d"] {
        pulses.handle_line(at(0), &viewer(person), mood(Of::Curious, 0.25)).expect("taken");
    }
    assert_eq!(pulses.poll(at(60_000)), None, "all eight would have been of one person");
}

#[test]
fn roles_and_taking_part_are_tracked_up_to_the_cap_and_keep_their_id() {
    let config = PulseConfig { tracked_max: 4, ..loud() };
    let mut pulses = begin(&config, 1);
    let roles = |user: &str| Roles { moderator: user == "mod", vip: user == "vip", subscriber: user != "nobody", ..Roles::default() };
    let mut seen: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for window in 0..3 {
        let now = at(window * 15_000);
        for user in ["mod", "vip", "nobody", "raider", "sub", "late"] {
            let who = Viewer { user, roles: if user == "raider" { Roles::default() } else { roles(user) } };
            pulses.handle_line(now, &who, mood(Of::Curious, 0.5)).expect("taken");
        }
        pulses.handle_act(now, &viewer("raider"), Act::Raid { viewers: 40 }).expect("taken");
        let pulse = pulses.poll(at(window * 15_000 + 15_000)).expect("six people");
        for one in &pulse.sentiments {
            assert_eq!(one.tracking_id.is_some(), one.viewer_type.is_some());
            seen.entry(one.tracking_id).or_default().insert(one.viewer_type);
        }
    }
    assert_eq!(pulses.tracked(), 4);
    let kinds: BTreeSet<_> = seen.values().flatten().copied().flatten().collect();
    let expected = [TrackedViewerType::Moderator, TrackedViewerType::Vip, TrackedViewerType::RaidLeader, TrackedViewerType::Subscriber];
    assert_eq!((seen.len(), kinds), (5, expected.into()), "four ids in three pulses, and those without one");
}

#[test]
fn who_takes_part_most_is_a_high_engager_and_who_was_here_before_a_returner() {
    let mut pulses = begin(&loud(), 1);
    for _ in 0..6 {
        pulses.handle_line(at(0), &viewer("keen"), mood(Of::Excited, 0.9)).expect("taken");
    }
    let returner = Roles { returner: true, ..Roles::default() };
    pulses.handle_line(at(0), &Viewer { user: "back", roles: returner }, mood(Of::Supportive, 0.3)).expect("taken");
    for person in ["a", "b", "c"] {
        pulses.handle_line(at(0), &viewer(person), mood(Of::Curious, 0.4)).expect("taken");
    }
    let pulse = pulses.poll(at(15_000)).expect("five people");
    let kind = |category| pulse.sentiments.iter().find(|one| one.category == category).and_then(|one| one.viewer_type);
    assert_eq!(kind(Of::Excited), Some(TrackedViewerType::HighEngager));
    assert_eq!(kind(Of::Supportive), Some(TrackedViewerType::Returner));
    assert_eq!(kind(Of::Curious), None);
}

#[test]
fn silence_of_those_present_is_boredom_and_of_those_gone_is_nothing() {
    let config = PulseConfig { present_seconds: 300, ..PulseConfig::default() };
    let mut pulses = begin(&config, 1);
    for person in 0..6 {
        pulses.handle_line(at(0), &viewer(&person.to_string()), mood(Of::Excited, 0.9)).expect("taken");
    }
    let mut told = Vec::new();
    for second in 1..900 {
        if let Some(pulse) = pulses.poll(at(second * 1_000)) {
            let bored = pulse.sentiments.iter().filter(|one| one.category == Of::Bored).map(|one| one.intensity.get()).collect::<Vec<_>>();
            told.push((second, bored));
        }
    }
    assert_eq!(told, [(15, vec![]), (120, vec![0.125; 6]), (240, vec![0.25; 6])]);
}

#[test]
fn acts_are_felt_by_table_and_nobody_named_is_one_person() {
    let mut pulses = begin(&loud(), 1);
    for (user, act) in [("a", Act::Subscription), ("b", Act::Gift { count: 20 }), ("c", Act::Cheer { bits: 100 }), ("d", Act::Follow)] {
        pulses.handle_act(at(0), &viewer(user), act).expect("taken");
    }
    pulses.handle_act(at(0), &viewer(""), Act::Gift { count: 1 }).expect("taken");
    pulses.handle_act(at(0), &viewer(""), Act::Gift { count: 1 }).expect("taken");
    let pulse = pulses.poll(at(15_000)).expect("five people");
    let mut told: Vec<_> = pulse.sentiments.iter().map(|one| (one.category, one.intensity.get())).collect();
    told.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    let kind = Of::Supportive;
    assert_eq!(told, [(Of::Excited, 1.0), (kind, 0.375), (kind, 0.75), (kind, 0.8125), (kind, 0.8125)]);
}

#[test]
fn what_is_no_input_is_refused_and_changes_nothing() {
    let mut pulses = begin(&loud(), 1);
    let long = "x".repeat(257);
    assert_eq!(pulses.handle_line(at(99_000), &viewer(&long), None), Err(PulseRefusal::UserTooLong { bytes: 257 }));
    for act in [Act::Gift { count: 0 }, Act::Raid { viewers: 0 }, Act::Cheer { bits: u32::MAX }] {
        assert!(matches!(pulses.handle_act(at(99_000), &viewer("a"), act), Err(PulseRefusal::OutOfRange(_))), "{act:?}");
    }
    assert_eq!(pulses.due(), at(15_000), "not even time has passed");
    for bad in [
        PulseConfig { interval_seconds: 0, ..PulseConfig::default() },
        PulseConfig { people_min: 1, ..PulseConfig::default() },
        PulseConfig { engagement_min: f64::NAN, ..PulseConfig::default() },
        PulseConfig { merged_seconds_max: 61, ..PulseConfig::default() },
        PulseConfig { silence_seconds: 1, ..PulseConfig::default() },
    ] {
        assert!(matches!(bad.check(), Err(PulseConfigRefusal::OutOfRange(_))), "{bad:?}");
    }
    let never = PulseConfig { entries_max: 4, entries_min: 1, ..PulseConfig::default() };
    assert_eq!(never.check(), Err(PulseConfigRefusal::NeverFull { entries_max: 4, least: 5 }));
}

#[test]
fn the_end_publishes_what_may_be_and_a_new_session_knows_nobody() {
    let ids = |seed| {
        let mut pulses = begin(&loud(), seed);
        for user in ["a", "b", "c", "d", "e"] {
            let roles = Roles { moderator: true, ..Roles::default() };
            pulses.handle_line(at(0), &Viewer { user, roles }, mood(Of::Amused, 0.5)).expect("taken");
        }
        let said = format!("{pulses:?} {:?}", viewer("a secret"));
        assert!(!said.contains("secret") && said.contains("people: 5"), "{said}");
        let pulse = pulses.end(at(4_000)).expect("five people");
        pulse.sentiments.iter().filter_map(|one| one.tracking_id).collect::<BTreeSet<_>>()
    };
    let (one, other) = (ids(1), ids(2));
    assert_eq!((one.len(), other.len()), (5, 5));
    assert!(one.is_disjoint(&other));
    assert_eq!(begin(&loud(), 3).end(at(4_000)), None, "nobody was there");
}

/// One line of a log: after how many ms, who, what.
type Said = (i64, usize, Option<(usize, u8)>);

fn log() -> impl Strategy<Value = Vec<Said>> {
    prop::collection::vec((0..9_000_i64, 0..12_usize, prop::option::weighted(0.9, (0..8_usize, 0..=32_u8))), 0..200)
}

fn play(log: &[Said], config: &PulseConfig, seed: u8, name: impl Fn(usize) -> String) -> Vec<SentimentPulse> {
    let mut pulses = begin(config, seed);
    let (mut now, mut told) = (0, Vec::new());
    for (after, who, what) in log {
        now += after;
        let roles = Roles { subscriber: who % 3 == 0, ..Roles::default() };
        let felt = what.and_then(|(category, steps)| mood(Of::ALL[category], f32::from(steps) / 32.0));
        told.extend(pulses.handle_line(at(now), &Viewer { user: &name(*who), roles }, felt).expect("taken"));
    }
    told.extend(pulses.poll(at(now + 120_000)));
    told
}

/// By category and 32nds, what each pulse holds according to the rules, written as plainly as possible; by the time of the pulse.
fn model(log: &[Said], config: &PulseConfig) -> BTreeMap<i64, Vec<(usize, u8)>> {
    let interval = i64::from(config.interval_seconds) * 1_000;
    let mut grid: BTreeMap<i64, Vec<(usize, usize, u8)>> = BTreeMap::new();
    let mut now = 0;
    for (after, who, what) in log {
        now += after;
        if let Some((category, steps)) = what {
            grid.entry(now / interval).or_default().push((*who, *category, *steps));
        }
    }
    let (mut told, mut held, mut opened) = (BTreeMap::new(), Vec::new(), 0);
    for cell in 0..=(now + 120_000) / interval {
        held.extend(grid.remove(&cell).unwrap_or_default());
        let due = (cell + 1) * interval;
        let mut votes: BTreeMap<(usize, usize), u8> = BTreeMap::new();
        held.iter()
            .for_each(|(who, category, steps)| _ = votes.entry((*who, *category)).and_modify(|v| *v = (*v).max(*steps)).or_insert(*steps));
        let people: BTreeSet<usize> = votes.keys().map(|(who, _)| *who).collect();
        if people.len() >= config.people_min as usize && votes.len() >= config.entries_min as usize {
            let mut kept: Vec<(usize, u8)> = votes.iter().map(|((_, category), steps)| (*category, *steps)).collect();
            kept.sort_unstable();
            told.insert(due, kept);
        } else if due + interval - opened <= i64::from(config.merged_seconds_max) * 1_000 {
            continue;
        }
        (held, opened) = (Vec::new(), due);
    }
    told
}

proptest! {
    #[test]
    fn pulses_are_what_the_rules_say(log in log(), merged in 0_u32..=60) {
        let config = PulseConfig { merged_seconds_max: merged, entries_max: 1_000, ..loud() };
        let told = play(&log, &config, 1, |who| format!("user-{who}"));
        let mut expected = model(&log, &config);
        for pulse in &told {
            let mut held: Vec<(usize, u8)> =
                pulse.sentiments.iter().map(|one| (one.category.index(), (one.intensity.get() * 32.0) as u8)).collect();
            held.sort_unstable();
            prop_assert_eq!(expected.remove(&pulse.timestamp.as_millis()), Some(held));
        }
        prop_assert!(expected.is_empty(), "these were not told: {:?}", expected);
        prop_assert!(told.windows(2).all(|pair| pair[0].timestamp.plus(std::time::Duration::from_secs(15)) <= pair[1].timestamp));
    }

    #[test]
    fn no_pulse_breaks_a_limit(log in log(), max in 5_u32..30, min in 1_u32..9, people in 2_u32..9, cap in 0_u32..5) {
        prop_assume!(max >= min.max(people));
        let config = PulseConfig { entries_max: max, entries_min: min, people_min: people, tracked_max: cap, ..PulseConfig::default() };
        let mut ids = BTreeSet::new();
        for pulse in play(&log, &config, 1, |who| who.to_string()) {
            prop_assert!((min as usize..=max as usize).contains(&pulse.sentiments.len()));
            // A person has at most one entry in a category: so many entries of one category are of so many people.
            let mut votes = BTreeSet::new();
            for one in &pulse.sentiments {
                prop_assert!(one.tracking_id.is_none_or(|id| votes.insert((id, one.category))), "two votes of one viewer");
                prop_assert_eq!((one.intensity.get() * 32.0).fract(), 0.0);
            }
            ids.extend(pulse.sentiments.iter().filter_map(|one| one.tracking_id));
        }
        prop_assert!(ids.len() <= cap as usize);
    }

    /// Nothing of a person leaves: whoever the users are, what comes out is the same to the byte, ids of tracked viewers included.
    #[test]
    fn pulses_do_not_depend_on_who_the_users_are(log in log(), names in prop::collection::btree_set("[a-zA-Z0-9_]{6,24}", 12), seed in 0_u8..4) {
        let names: Vec<String> = names.into_iter().collect();
        let config = PulseConfig { entries_max: 12, tracked_max: 3, ..PulseConfig::default() };
        let told = play(&log, &config, seed, |who| names[who].clone());
        prop_assert_eq!(&told, &play(&log, &config, seed, |who| format!("somebody else {}", 11 - who)));
        let text = serde_json::to_string(&told).expect("json");
        prop_assert!(names.iter().all(|name| !text.contains(name)));
    }
}
