//! What players see never tells who is real (decision 24): fields, ids and lifetimes of snapshots, each alone and all together.
//!
//! A naive Bayes classifier over everything shown is trained on half of the runs and judged on the other half by the area under its curve:
//! 0.5 is guessing.

use std::collections::{BTreeMap, BTreeSet};

use footlights_base::{Intensity, SentimentCategory, SentimentEntry, TrackedViewerType, TrackingId};
use footlights_crowd::{Config, Crowd, Phase, Viewer};

use crate::stage::{FIRST, FIRST_STREAMER, crowd, opening, pass};

const MOST: f64 = 0.55;

/// A viewer as features, each a short text, and whether it is real.
type Seen = (Vec<(&'static str, String)>, bool);

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

fn features(viewer: &Viewer, now: u32) -> Vec<(&'static str, String)> {
    let (first, second) = viewer.label.rsplit_once(' ').expect("two words");
    let age = now - viewer.since;
    vec![
        ("engagement", format!("{}", (viewer.engagement * 12.0) as u32)),
        ("sentiment", format!("{:?}", viewer.sentiment)),
        ("kind", format!("{:?}", viewer.kind)),
        ("sessions", format!("{}", viewer.sessions)),
        ("age", format!("{}", (age + 1).ilog2())),
        ("first word", first.to_owned()),
        ("second word", second.to_owned()),
        ("id: version and variant", format!("{:x}{:x}", viewer.viewer.0 >> 76 & 0xF, viewer.viewer.0 >> 62 & 0x3)),
        ("id: high bits", format!("{:x}", viewer.viewer.0 >> 125)),
        ("id: ones", format!("{}", viewer.viewer.0.count_ones() / 8)),
    ]
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
            collect(&crowd, &crowd.notables(FIRST).expect("it is open"), &mut notable);
            collect(&crowd, &crowd.top_viewers(FIRST, 5_000).expect("it is open"), &mut all);
        }
    }
    (notable, all)
}

fn collect(crowd: &Crowd, viewers: &[Viewer], seen: &mut Vec<Seen>) {
    let real: BTreeSet<_> = crowd.real_derived(FIRST).expect("it is open").into_iter().collect();
    seen.extend(viewers.iter().map(|viewer| (features(viewer, crowd.ticks()), real.contains(&viewer.viewer))));
}

/// Area under the curve of a classifier over some features.
fn auc(train: &[Seen], judge: &[Seen], uses: &dyn Fn(&str) -> bool) -> f64 {
    let mut counts: BTreeMap<(&str, &str), [f64; 2]> = BTreeMap::new();
    let mut totals = [0.0; 2];
    for (features, real) in train {
        totals[usize::from(*real)] += 1.0;
        for (name, value) in features {
            counts.entry((name, value)).or_insert([0.0; 2])[usize::from(*real)] += 1.0;
        }
    }
    let score = |features: &[(&'static str, String)]| -> f64 {
        features
            .iter()
            .filter(|(name, _)| uses(name))
            .map(|(name, value)| {
                let [simulated, real] = counts.get(&(*name, value.as_str())).copied().unwrap_or([0.0; 2]);
                ((real + 1.0) / (totals[1] + 20.0)).ln() - ((simulated + 1.0) / (totals[0] + 20.0)).ln()
            })
            .sum()
    };
    let mut scored: Vec<(f64, bool)> = judge.iter().map(|(features, real)| (score(features), *real)).collect();
    scored.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut below, mut area, mut at) = (0.0, 0.0, 0);
    while at < scored.len() {
        let upto = scored[at..].iter().position(|one| one.0 > scored[at].0).map_or(scored.len(), |more| at + more);
        let real = scored[at..upto].iter().filter(|one| one.1).count() as f64;
        let simulated = (upto - at) as f64 - real;
        area += real * (below + simulated / 2.0);
        (below, at) = (below + simulated, upto);
    }
    area / (below * (scored.len() as f64 - below))
}

#[test]
fn nobody_can_tell_the_real_ones_from_a_snapshot() {
    let runs: Vec<_> = (0..120).map(run).collect();
    for (what, pick) in [("notable viewers", 0), ("all viewers", 1)] {
        let of = |half: usize| -> Vec<Seen> {
            let runs = runs.iter().skip(half).step_by(2);
            runs.flat_map(|(notable, all)| if pick == 0 { notable.clone() } else { all.clone() }).collect()
        };
        let (train, judge) = (of(0), of(1));
        let real = judge.iter().filter(|seen| seen.1).count();
        assert!(real > 100 && judge.len() - real > 100, "{what}: {real} of {}", judge.len());
        let names: Vec<&str> = judge[0].0.iter().map(|(name, _)| *name).collect();
        for name in names {
            let area = auc(&train, &judge, &|other| other == name);
            println!("{what}, {name}: {area:.3}");
            assert!(area <= MOST, "{what}: the {name} tells with {area:.3}");
        }
        let all = auc(&train, &judge, &|_| true);
        println!("{what}, all together ({real} real of {}): {all:.3}", judge.len());
        assert!(all <= MOST, "{what}: all fields together tell with {all:.3}");
    }
}
