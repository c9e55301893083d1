//! What players see never tells who is real (decision 24): fields, ids and lifetimes of snapshots, each alone and all together.
//!
//! The real audience here is made up; the one of the server's tests comes from chat lines.

use footlights_base::{Intensity, SentimentCategory, SentimentEntry, TrackedViewerType, TrackingId};
use footlights_crowd::{Config, Phase};

use crate::stage::{FIRST, FIRST_STREAMER, crowd, opening, pass};
use crate::telling::{Seen, collect, judge};

/// Numbers of a test, not of the crowd.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// The id of a tracked viewer, random as the platform layer draws it: the same for one viewer of one run.
fn tracking(run: u32, viewer: u32) -> TrackingId {
    let mut numbers = Numbers(u64::from(run) << 32 | u64::from(viewer));
    numbers.below(1);
    let mut id: [u8; 16] = std::array::from_fn(|_| numbers.below(256) as u8);
    id[6] = id[6] & 0x0F | 0x40;
    id[8] = id[8] & 0x3F | 0x80;
    TrackingId::from_bytes(id)
}

/// A real audience with a mind of its own: mostly excited and amused, some always there, most of them anonymous.
fn pulse(run: u32, number: u32) -> Vec<SentimentEntry> {
    let mut numbers = Numbers(u64::from(run) << 16 | u64::from(number) | 1);
    let moods = [0, 0, 0, 5, 5, 1, 3, 4, 2, 6];
    let kinds = [0, 0, 0, 0, 1, 3, 4, 4, 5, 5];
    (0..65)
        .map(|viewer| SentimentEntry {
            category: SentimentCategory::ALL[moods[numbers.below(10) as usize]],
            intensity: Intensity::clamped(0.3 + numbers.below(700) as f32 / 1_000.0),
            tracking_id: (viewer < 25).then(|| tracking(run, viewer)),
            viewer_type: (viewer < 25).then(|| TrackedViewerType::ALL[kinds[viewer as usize % 10]]),
        })
        .collect()
}

fn run(run: u32) -> (Vec<Seen>, Vec<Seen>) {
    let mut crowd = crowd(&Config { seed: u64::from(run) + 100, ..Config::default() }, 10_000);
    crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Popular, &[("combat", 0.6), ("adventure", 0.4)])).expect("a free streamer");
    pass(&mut crowd, 15);
    let (mut notable, mut all) = (Vec::new(), Vec::new());
    for number in 0..24 {
        crowd.pulse(FIRST, &pulse(run, number)).expect("a pulse");
        for _ in 0..3 {
            crowd.tick(footlights_crowd::Pace::default()).expect("a tick");
        }
        if number % 6 == 5 {
            collect(&crowd, FIRST, &crowd.notables(FIRST).expect("it is open"), &mut notable);
            collect(&crowd, FIRST, &crowd.top_viewers(FIRST, 5_000).expect("it is open"), &mut all);
        }
    }
    (notable, all)
}

#[test]
fn nobody_can_tell_the_real_ones_from_a_snapshot() {
    let runs: Vec<_> = (0..120).map(run).collect();
    judge(&runs).iter().for_each(|said| println!("{said}"));
}
