//! What always holds, whatever happens in whatever order.

use std::collections::BTreeSet;

use footlights_base::{Intensity, SentimentCategory, SentimentEntry, TrackedViewerType, TrackingId};
use footlights_crowd::{
    Attendance, Config, Crowd, Event, EventType, Following, Happening, Input, Opening, Pace, Path, Phase, Reason, SessionId, StreamerId,
};
use proptest::prelude::*;

use crate::stage::crowd;

const SESSIONS: u128 = 4;

fn inputs() -> impl Strategy<Value = Vec<(u8, Input)>> {
    let session = (1..=SESSIONS).prop_map(SessionId);
    let entry = (0..8usize, 0.0..1.0f32, proptest::option::of(0..6u8)).prop_map(|(category, intensity, tracking)| SentimentEntry {
        category: SentimentCategory::ALL[category],
        intensity: Intensity::clamped(intensity),
        tracking_id: tracking.map(|id| TrackingId::from_bytes([id; 16])),
        viewer_type: tracking.map(|id| TrackedViewerType::ALL[usize::from(id)]),
    });
    let tags = ["combat", "drama", "crafting", "tournament", "worldfirst", "music"];
    let input = prop_oneof![
        3 => (session.clone(), 0..5usize, 0..300u32).prop_map(|(session, phase, house)| Input::Open(Opening {
            house: Some(house),
            ..Opening::of(session, StreamerId(session.0), Phase::ALL[phase])
        })),
        1 => session.clone().prop_map(Input::End),
        1 => session.clone().prop_map(Input::Pause),
        1 => session.clone().prop_map(Input::Resume),
        2 => (session.clone(), 0..6usize, 0.0..=1.0).prop_map(move |(session, tag, strength)| Input::SetTags {
            session,
            tags: vec![(tags[tag].to_owned(), strength)],
        }),
        3 => (session.clone(), 0..11usize, 0.0..=1.0).prop_map(|(session, event, significance)| Input::React {
            session,
            happening: Happening::of(EventType::ALL[event], significance),
        }),
        2 => (session.clone(), proptest::collection::vec(entry, 0..30)).prop_map(|(session, entries)| Input::Pulse { session, entries }),
        1 => (session.clone(), session.clone(), 0.0..=1.0).prop_map(|(from, to, share)| Input::Raid { from, to, share }),
        1 => (session, 0..=6u8).prop_map(|(session, level)| Input::SetHype { session, level }),
    ];
    proptest::collection::vec((0..12u8, input), 1..40)
}

fn config() -> Config {
    Config {
        seed: 3,
        max_per_session: 400,
        follow: Following { watch_minutes: 1, from_phase: 0, max: 50, ..Following::default() },
        attendance: Attendance { stay_minutes: 3, rest_minutes: 1, ..Attendance::default() },
        ..Config::default()
    }
}

fn open(crowd: &Crowd) -> Vec<SessionId> {
    crowd.open_sessions()
}

/// Everybody is in one place, and the counts add up.
fn everybody_is_somewhere(crowd: &Crowd) {
    let status = crowd.status();
    let mut seen = BTreeSet::new();
    let mut seated = 0;
    for session in open(crowd) {
        for member in crowd.members(session).expect("it is open") {
            assert!(seen.insert(member), "member {member} is in two places");
            seated += 1;
        }
        let composition = crowd.composition(session).expect("it is open");
        let bands = composition.bands;
        assert_eq!(bands.high + bands.medium + bands.low + bands.lurking, composition.total);
        assert_eq!(composition.sentiments.values().sum::<u32>(), composition.total);
        assert_eq!(crowd.members(session).expect("it is open").len() as u32 + composition.real_derived, composition.total);
        assert!(composition.total - composition.real_derived <= crowd.rules().config().max_per_session);
        assert!(composition.real_derived <= crowd.rules().config().real.max);
        assert!((0.0..=1.0).contains(&composition.mean));
        assert_eq!(crowd.view(session).expect("it is open").audience, composition.total);
    }
    assert_eq!(seated, status.checked_out);
    assert_eq!(status.available + status.checked_out, status.total);
}

/// A seat keeps 16 bits of the tick in which its member is called away; a stream of four days goes through all of them.
#[test]
fn a_stream_that_goes_on_for_days_is_the_same_computed_either_way() {
    let hashes = [Path::Scalar, Path::Wide].map(|path| {
        let mut crowd = crowd(&config(), 300);
        crowd.open(&Opening { house: Some(100), ..Opening::of(SessionId(1), StreamerId(1), Phase::Popular) }).expect("it is open");
        let pace = Pace { path, ..Pace::default() };
        let mut called_away = [0; 2];
        for tick in 1..=66_500u32 {
            let told = crowd.tick(pace).expect("ticks are left");
            let called = told.events.iter().filter(|event| matches!(event, Event::Left { reason: Reason::Unavailable, .. }));
            called_away[usize::from(tick > 1 << 16)] += called.count();
        }
        assert!(called_away.iter().all(|&called| called > 0), "before and after the numbers begin again: {called_away:?}");
        crowd.hash()
    });
    assert_eq!(hashes[0], hashes[1]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_member_is_in_one_place_and_counts_add_up(inputs in inputs()) {
        let mut crowd = crowd(&config(), 600);
        for (ticks, input) in &inputs {
            let _ = crowd.apply(input);
            everybody_is_somewhere(&crowd);
            for _ in 0..*ticks {
                crowd.tick(Pace::default()).expect("it is open");
                everybody_is_somewhere(&crowd);
            }
        }
    }

    #[test]
    fn what_is_told_adds_up_to_the_audience(inputs in inputs()) {
        let mut crowd = crowd(&config(), 600);
        let mut told = std::collections::BTreeMap::new();
        for (ticks, input) in &inputs {
            let before = open(&crowd);
            if let (Input::Open(opening), Ok(_)) = (input, crowd.apply(input)) {
                assert!(!before.contains(&opening.session));
            }
            for _ in 0..=*ticks {
                for event in crowd.tick(Pace::default()).expect("it is open").events {
                    match event {
                        Event::Joined { session, count, .. } => *told.entry(session).or_insert(0i64) += i64::from(count),
                        Event::Left { session, count, .. } => *told.entry(session).or_insert(0i64) -= i64::from(count),
                        _ => {}
                    }
                }
                for session in open(&crowd) {
                    let audience = i64::from(crowd.view(session).expect("it is open").audience);
                    prop_assert_eq!(told.get(&session).copied().unwrap_or(0), audience);
                }
            }
        }
    }

    #[test]
    fn an_input_log_played_again_gives_the_same_crowd(inputs in inputs(), at in 0..40usize) {
        let mut one = crowd(&config(), 600);
        let mut other = crowd(&config(), 600);
        for (number, (ticks, input)) in inputs.iter().enumerate() {
            let (first, second) = (one.apply(input), other.apply(input));
            prop_assert_eq!(first, second);
            if number == at {
                other = Crowd::restore(config().check().expect("it is open"), &other.snapshot()).unwrap();
            }
            for _ in 0..*ticks {
                let (first, second) = (one.tick(Pace::default()).expect("it is open"), other.tick(Pace::default()).unwrap());
                prop_assert_eq!(first, second);
            }
            prop_assert_eq!(one.hash(), other.hash());
        }
    }

    #[test]
    fn which_way_each_tick_is_computed_cannot_be_seen(inputs in inputs(), ways in 0..=u64::MAX) {
        let mut one = crowd(&config(), 600);
        let mut other = crowd(&config(), 600);
        let scalar = Pace { path: Path::Scalar, ..Pace::default() };
        for (ticks, input) in &inputs {
            prop_assert_eq!(one.apply(input), other.apply(input));
            for _ in 0..*ticks {
                let way = if ways >> (one.ticks() % 64) & 1 == 1 { scalar } else { Pace::default() };
                let (first, second) = (one.tick(scalar).expect("ticks are left"), other.tick(way).expect("ticks are left"));
                prop_assert_eq!(first, second);
            }
            prop_assert_eq!(one.hash(), other.hash());
        }
    }

    #[test]
    fn nobody_follows_for_free(inputs in inputs()) {
        // An average above 1 cannot be had, so nobody may follow, whatever happens.
        let never = Following { engagement: 1.0, watch_minutes: 10_000, ..config().follow };
        let mut crowd = crowd(&Config { follow: never, ..config() }, 600);
        for (ticks, input) in &inputs {
            let _ = crowd.apply(input);
            for _ in 0..*ticks {
                crowd.tick(Pace::default()).expect("it is open");
            }
        }
        for session in open(&crowd) {
            crowd.end(session).expect("it is open");
        }
        for streamer in 1..=SESSIONS {
            prop_assert_eq!(crowd.followers(StreamerId(streamer), 0, 100).1, 0);
        }
    }
}
