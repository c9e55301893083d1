//! The same configuration and inputs give the same bytes: on 1, 2 and 8 threads, one by one and many at a time, with snapshots in between.
//!
//! The hashes are committed: a change here is a change of every audience that was ever simulated, and of the snapshot format.

use std::num::NonZeroUsize;

use footlights_base::{Intensity, SentimentCategory, SentimentEntry, TrackedViewerType, TrackingId};
use footlights_crowd::{
    Attendance, Config, Crowd, EventType, Happening, Opening, Pace, Path, Phase, Rules, SessionId, SnapshotRefusal, StreamerId,
};

use crate::stage::{FIRST, SECOND, crowd, opening};

const TICKS: u32 = 240;

fn config() -> Config {
    let attendance = Attendance { stay_minutes: 10, rest_minutes: 2, ..Attendance::default() };
    Config { seed: 20_251, max_per_session: 200_000, house: 100, attendance, ..Config::default() }
}

/// Three streams, one of them large enough for eight threads, and everything that can happen.
fn play(pace: Pace, mut each: impl FnMut(Crowd) -> Crowd) -> Vec<u64> {
    let mut crowd = crowd(&config(), 150_000);
    let mut large = opening(FIRST, StreamerId(1), Phase::Legend, &[("combat", 0.8), ("drama", 0.4)]);
    large.house = Some(70_000);
    crowd.open(&large).expect("a free streamer");
    crowd.open(&opening(SECOND, StreamerId(2), Phase::Rising, &[("crafting", 0.9), ("teaching", 0.5)])).expect("a free streamer");
    crowd.open(&Opening::of(SessionId(3), StreamerId(3), Phase::Popular)).expect("a free streamer");
    let mut hashes = Vec::new();
    for tick in 0..TICKS {
        happen(&mut crowd, tick);
        crowd = each(crowd);
        crowd.tick(pace).expect("ticks are left");
        if tick % 60 == 59 {
            hashes.push(crowd.hash());
        }
    }
    crowd.end(FIRST).expect("it is open");
    hashes.push(crowd.hash());
    hashes
}

fn happen(crowd: &mut Crowd, tick: u32) {
    let entry = |category, intensity, tracking: Option<u8>| SentimentEntry {
        category,
        intensity: Intensity::clamped(intensity),
        tracking_id: tracking.map(|id| TrackingId::from_bytes([id; 16])),
        viewer_type: tracking.map(|_| TrackedViewerType::Subscriber),
    };
    let told = match tick % 40 {
        3 => crowd.react(FIRST, &Happening::of(EventType::CombatKill, 0.6)).map(drop),
        9 => crowd.react(SECOND, &Happening::of(EventType::WorldFirst, 0.4)).map(drop),
        12 | 15 => crowd
            .pulse(
                SECOND,
                &[
                    entry(SentimentCategory::Excited, 0.9, Some(7)),
                    entry(SentimentCategory::Hostile, 0.7, None),
                    entry(SentimentCategory::Bored, 0.2, None),
                ],
            )
            .map(drop),
        20 => crowd.set_hype(FIRST, 4),
        25 => crowd.set_tags(SessionId(3), &[("tournament", 1.0), ("music", 0.3)]),
        30 => crowd.raid(SECOND, SessionId(3), 0.3).map(drop),
        33 => crowd.pause(SECOND),
        36 => crowd.resume(SECOND),
        _ => Ok(()),
    };
    told.expect("all of it may happen");
}

const GOLDEN: [u64; 5] = [
    5_089_479_773_516_581_345,
    2_544_249_404_500_330_803,
    10_660_123_757_730_939_554,
    12_255_632_772_160_126_891,
    14_513_129_819_958_707_772,
];

fn pace(threads: usize, path: Path) -> Pace {
    Pace { threads: NonZeroUsize::new(threads).expect("not zero"), path }
}

#[test]
fn one_thread_gives_the_golden_hashes() {
    assert_eq!(play(pace(1, Path::Wide), |crowd| crowd), GOLDEN);
}

#[test]
fn two_and_eight_threads_give_the_same() {
    assert_eq!(play(pace(2, Path::Wide), |crowd| crowd), GOLDEN);
    assert_eq!(play(pace(8, Path::Wide), |crowd| crowd), GOLDEN);
}

#[test]
fn one_by_one_gives_the_same() {
    assert_eq!(play(pace(1, Path::Scalar), |crowd| crowd), GOLDEN);
    assert_eq!(play(pace(8, Path::Scalar), |crowd| crowd), GOLDEN);
}

fn rules() -> Rules {
    config().check().expect("a good configuration")
}

#[test]
fn a_snapshot_now_and_then_changes_nothing() {
    let mut count = 0;
    let through_bytes = |crowd: Crowd| {
        count += 1;
        if count % 37 != 0 {
            return crowd;
        }
        let restored = Crowd::restore(rules(), &crowd.snapshot()).expect("its own snapshot");
        assert_eq!(restored.hash(), crowd.hash());
        restored
    };
    assert_eq!(play(pace(1, Path::Wide), through_bytes), GOLDEN);
}

fn small() -> Crowd {
    let mut crowd = crowd(&config(), 500);
    crowd.open(&opening(FIRST, StreamerId(1), Phase::Rising, &[("combat", 0.8)])).expect("a free streamer");
    crowd.tick(Pace::default()).expect("a tick");
    crowd
}

#[test]
fn a_snapshot_that_is_not_ours_is_refused_by_name() {
    let bytes = small().snapshot();
    assert_eq!(Crowd::restore(rules(), b"something else entirely").unwrap_err(), SnapshotRefusal::NotASnapshot);
    let other = Config { seed: 5, ..config() }.check().expect("a good configuration");
    assert_eq!(Crowd::restore(other, &bytes).unwrap_err(), SnapshotRefusal::OtherConfig);
    let mut newer = bytes.clone();
    newer[8] = 99;
    assert_eq!(Crowd::restore(rules(), &newer).unwrap_err(), SnapshotRefusal::Version { found: 99 });
    let short = &bytes[..bytes.len() - 1];
    assert!(matches!(Crowd::restore(rules(), short), Err(SnapshotRefusal::Damaged(_))));
}

#[test]
fn a_snapshot_with_any_byte_changed_is_refused() {
    let bytes = small().snapshot();
    for at in (0..bytes.len()).step_by(13) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(Crowd::restore(rules(), &damaged).is_err(), "byte {at}");
    }
}
