//! Any member at any moment: by playing a log, and real-derived ones by the name players see.

use footlights_base::{Intensity, SentimentCategory, SentimentEntry, TrackedViewerType, TrackingId};
use footlights_crowd::{
    Asked, Cause, Config, Crowd, Entry, EventType, Happening, Input, Logged, Pace, Phase, Real, Reason, Refusal, ViewerId,
};

use crate::stage::{FIRST, FIRST_STREAMER, crowd, opening};

const TRACKED: u128 = 0x0102_0304_0506_4708_890A_0B0C_0D0E_0F10;

fn entry(category: SentimentCategory, tracked: bool) -> SentimentEntry {
    SentimentEntry {
        category,
        intensity: Intensity::clamped(0.9),
        tracking_id: tracked.then(|| TrackingId::from_bytes(TRACKED.to_be_bytes())),
        viewer_type: tracked.then_some(TrackedViewerType::Vip),
    }
}

fn beginning() -> Crowd {
    crowd(&Config { real: Real { decay: 0.2, ..Real::default() }, ..Config::default() }, 2_000)
}

/// Half an hour with everything in it that a log keeps.
fn log() -> Vec<Logged> {
    let mut log = vec![Logged { tick: 0, input: Input::Open(opening(FIRST, FIRST_STREAMER, Phase::Popular, &[("combat", 0.7)])) }];
    for tick in (3..120).step_by(3) {
        let category = if tick % 2 == 0 { SentimentCategory::Excited } else { SentimentCategory::Curious };
        let entries = (0..6).map(|number| entry(category, number == 0)).collect();
        log.push(Logged { tick, input: Input::Pulse { session: FIRST, entries } });
        if tick % 30 == 0 {
            log.push(Logged { tick, input: Input::React { session: FIRST, happening: Happening::of(EventType::Achievement, 0.8) } });
        }
    }
    log
}

/// Plays the log, watching somebody or not.
fn played(until: u32, watched: Option<u32>) -> Crowd {
    let (mut crowd, log) = (beginning(), log());
    crowd.watch(watched);
    let mut log = log.iter().peekable();
    loop {
        while let Some(logged) = log.next_if(|logged| logged.tick <= crowd.ticks()) {
            crowd.apply(&logged.input).expect("its own log");
        }
        if crowd.ticks() == until {
            return crowd;
        }
        crowd.tick(Pace::default()).expect("ticks are left");
    }
}

#[test]
fn any_member_at_any_moment_is_explained_in_one_call() {
    let somebody = played(5, None).members(FIRST).expect("it is open")[7];
    for tick in [1, 40, 119] {
        let (before, live) = (beginning(), played(tick, Some(somebody)));
        let asked = before.explain_at(&log(), Asked::Member(somebody), tick).expect("its own log");
        assert_eq!(asked, live.explain(somebody), "at {tick}");
        assert!(asked.is_some_and(|one| one.tick == tick && !one.journey.is_empty()));
        assert_eq!(before.ticks(), 0, "it is asked of a copy");
    }
    let later = played(50, None);
    assert!(matches!(later.explain_at(&[], Asked::Member(0), 49), Err(Refusal::OutOfRange(_))), "a state knows nothing before itself");
    let log: Vec<Logged> = log().into_iter().filter(|logged| logged.tick > 50).collect();
    let asked = later.explain_at(&log, Asked::Member(somebody), 119).expect("the rest of the log").expect("it is a member");
    assert_eq!(asked.standing, played(119, None).explain(somebody).expect("it is a member").standing);
}

#[test]
fn a_real_derived_member_is_explained_by_the_name_players_see() {
    let asked = Asked::Viewer(ViewerId(TRACKED));
    let one = beginning().explain_at(&log(), asked, 119).expect("its own log").expect("it is here");
    let standing = one.standing.expect("it watches");
    assert_eq!((standing.cause, one.fed, one.viewer), (Cause::Pulse, Some(117), ViewerId(TRACKED)));
    assert!(!one.personalities.is_empty() && !one.interests.is_empty() && standing.terms.content > 0);
    assert!(matches!(one.journey[0], Entry::Came { tick: 3, cause: Cause::Pulse, .. }), "{:?}", one.journey[0]);
    let fed = |entry: &&Entry| matches!(entry, Entry::Felt { .. } | Entry::Came { .. });
    assert_eq!(one.journey.iter().filter(fed).count(), 39, "an entry for each pulse that fed it: {:?}", one.journey);

    let gone = beginning().explain_at(&log(), asked, 400).expect("its own log").expect("it was here");
    assert!(gone.standing.is_none() && gone.left.is_some());
    assert!(
        matches!(gone.journey.last(), Some(Entry::Left { reason: Reason::Unavailable | Reason::Bored, .. })),
        "{:?}",
        gone.journey.last()
    );
    assert_eq!(beginning().explain_at(&log(), Asked::Viewer(ViewerId(5)), 119), Ok(None), "nobody is known as that");
}
