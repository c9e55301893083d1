//! How fast a crowd ticks: `cargo bench -p footlights-crowd --bench tick -- MEMBERS SESSIONS [TICKS] [RUNS] [THREADS] [scalar] [still]`.
//!
//! Prints one JSON line: millions of member ticks a CPU second of the calling thread (all of the tick: kernel, departures, arrivals, matching
//! rounds, events), its spread over the runs, and bytes a member from the process's resident memory. Linux only, like the peers.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::num::NonZeroUsize;

use footlights_crowd::{Attendance, Config, Crowd, Distribution, Event, Opening, Pace, Path, Phase, SEED_MAX, SessionId, StreamerId};

/// Ticks before the first measured one: who has no interest in the stage has left by then, as in any stream that has run for some minutes.
const WARM_UP: u32 = 120;

/// What is on every stage: all six interests of these members find something in it, so that houses stay full and what leaves is replaced.
const TAGS: [(&str, f64); 3] = [("epic", 0.9), ("teaching", 0.8), ("chatting", 0.7)];

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<u32> = given.iter().filter_map(|one| one.parse().ok()).collect();
    let number = |at: usize, otherwise: u32| numbers.get(at).copied().unwrap_or(otherwise);
    let (members, sessions, ticks, runs) = (number(0, 10_000), number(1, 1), number(2, 50), number(3, 5));
    let path = if given.iter().any(|one| one == "scalar") { Path::Scalar } else { Path::Wide };
    let threads = NonZeroUsize::new(number(4, 1) as usize).unwrap_or(NonZeroUsize::MIN);
    let before = resident();
    let still = given.iter().any(|one| one == "still");
    let mut crowd = open(members, sessions, still);
    let bytes = resident().saturating_sub(before) / (u64::from(members) * u64::from(sessions));
    let pace = Pace { threads, path };
    for _ in 0..WARM_UP {
        crowd.tick(pace).expect("ticks are left");
    }
    let mut churn = 0;
    let mut rates: Vec<f64> = (0..runs).map(|_| run(&mut crowd, pace, ticks, &mut churn)).collect();
    rates.sort_by(f64::total_cmp);
    println!(
        "{{\"impl\":\"crowd {path:?}{}\",\"members\":{members},\"sessions\":{sessions},\"threads\":{threads},\"members_per_s\":{:.0},\"min\":{:.0},\"max\":{:.0},\"bytes_per_member\":{bytes},\"watching\":{},\"churn_per_tick\":{}}}",
        if still { ", still" } else { "" },
        rates[rates.len() / 2],
        rates[0],
        rates[rates.len() - 1],
        crowd.checked_out(),
        churn / u64::from(ticks * runs)
    );
}

/// Sessions with a full house each, and half as many members more to replace those who leave.
fn open(members: u32, sessions: u32, still: bool) -> Crowd {
    let all = members * sessions;
    let reservoir = (all + all / 2).min(footlights_crowd::MEMBERS_MAX);
    let attendance = if still { nobody_moves() } else { Attendance { migration: sessions > 1, ..Attendance::default() } };
    let config = Config { reservoir, max_per_session: members, attendance, ..Config::default() };
    let rules = config.check().expect("a good configuration");
    let interests = [("Combat", 3), ("Social", 2), ("Narrative", 1), ("Exploration", 1), ("Technical", 1), ("Crafting", 1)];
    let everybody = Distribution::given(&rules, &[], &interests, 3, 4).expect("names of the vocabulary");
    let mut crowd = Crowd::new(rules);
    let mut left = reservoir;
    while left > 0 {
        let now = left.min(SEED_MAX);
        crowd.seed(now, &everybody).expect("room");
        left -= now;
    }
    for number in 0..sessions {
        let mut opening = Opening::of(SessionId(number.into()), StreamerId(number.into()), Phase::Popular);
        opening.house = Some(members);
        opening.tags = TAGS.map(|(tag, strength)| (tag.to_owned(), strength)).into();
        crowd.open(&opening).expect("a free streamer");
    }
    crowd
}

/// Engagement alone: nobody comes, leaves or goes over.
fn nobody_moves() -> Attendance {
    Attendance { migration: false, arrival_rate: 0.0, leave_chance: 0.0, stay_minutes: 1_440, passers_by: 0.0, ..Attendance::default() }
}

/// Member ticks a second of CPU; of wall time where there are threads.
fn run(crowd: &mut Crowd, pace: Pace, ticks: u32, churn: &mut u64) -> f64 {
    let alone = pace.threads == NonZeroUsize::MIN;
    let (start, wall) = (cpu_nanoseconds(), wall_seconds());
    let mut ticked = 0u64;
    for _ in 0..ticks {
        ticked += u64::from(crowd.checked_out());
        let told = crowd.tick(pace).expect("ticks are left");
        let left = |event: &Event| if let Event::Left { count, .. } = event { u64::from(*count) } else { 0 };
        *churn += told.events.iter().map(left).sum::<u64>();
    }
    let seconds = if alone { (cpu_nanoseconds() - start) as f64 / 1e9 } else { wall_seconds() - wall };
    ticked as f64 / seconds
}

/// CPU time of this thread.
fn cpu_nanoseconds() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    text.split(' ').next().and_then(|first| first.parse().ok()).expect("a number")
}

fn wall_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/uptime").expect("Linux");
    text.split(' ').next().and_then(|first| first.parse().ok()).expect("a number")
}

/// Resident memory in bytes.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).expect("a number") * 4096
}
