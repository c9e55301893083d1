//! Whether what players see tells who is real: a naive Bayes classifier over everything shown is trained on half of the runs and judged on
//! the other half by the area under its curve. 0.5 is guessing.
//!
//! Also read by the server's tests, which have another real audience.

use std::collections::{BTreeMap, BTreeSet};

use footlights_crowd::{Crowd, SessionId, Viewer};

const MOST: f64 = 0.55;

/// A viewer as features, each a short text, and whether it is real.
pub(crate) type Seen = (Vec<(&'static str, String)>, bool);

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

pub(crate) fn collect(crowd: &Crowd, session: SessionId, viewers: &[Viewer], seen: &mut Vec<Seen>) {
    let real: BTreeSet<_> = crowd.real_derived(session).expect("it is open").into_iter().collect();
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

/// Each run: what was seen of the notable viewers, and of all. Nothing in it may tell; answers by how much.
pub(crate) fn judge(runs: &[(Vec<Seen>, Vec<Seen>)]) -> Vec<String> {
    let mut said = Vec::new();
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
            said.push(format!("{what}, {name}: {area:.3}"));
            assert!(area <= MOST, "{what}: the {name} tells with {area:.3}");
        }
        let all = auc(&train, &judge, &|_| true);
        said.push(format!("{what}, all together ({real} real of {}): {all:.3}", judge.len()));
        assert!(all <= MOST, "{what}: all fields together tell with {all:.3}");
    }
    said
}
