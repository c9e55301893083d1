//! What a tick asks of memory: a handful, whatever the number of members.

mod counting;

use footlights_crowd::{Attendance, Config, Crowd, Distribution, Opening, Pace, Phase, SessionId, StreamerId};

/// Asked for in a tick in which nobody comes or goes: the lists of open sessions and what is told.
const STILL_MAX: u64 = 8;
/// In any other, on average: now and then a list grows.
const MOVING_MAX: u64 = 16;

fn crowd(members: u32, attendance: Attendance) -> Crowd {
    let config = Config { reservoir: members * 2, max_per_session: members, attendance, ..Config::default() };
    let rules = config.check().expect("a good configuration");
    let everybody = Distribution::of(&rules);
    let mut crowd = Crowd::new(rules);
    for _ in 0..2 {
        crowd.seed(members, &everybody).expect("room");
    }
    let opening = Opening {
        house: Some(members),
        tags: vec![("combat".to_owned(), 0.8), ("adventure".to_owned(), 0.5)],
        ..Opening::of(SessionId(1), StreamerId(1), Phase::Popular)
    };
    crowd.open(&opening).expect("a free streamer");
    crowd
}

/// Allocations a tick, on average of a hundred after the first hundred.
fn a_tick(mut crowd: Crowd) -> u64 {
    let mut pass = || (0..100).for_each(|_| drop(crowd.tick(Pace::default()).expect("ticks are left")));
    pass();
    counting::count(pass).0.div_ceil(100)
}

#[test]
fn a_tick_asks_for_as_little_for_many_members_as_for_few() {
    let still = Attendance {
        migration: false,
        arrival_rate: 0.0,
        leave_chance: 0.0,
        stay_minutes: 1_440,
        passers_by: 0.0,
        ..Attendance::default()
    };
    for members in [100, 10_000, 100_000] {
        let (still, moving) = (a_tick(crowd(members, still.clone())), a_tick(crowd(members, Attendance::default())));
        println!("{members} members: {still} still, {moving} moving");
        assert!(still <= STILL_MAX, "{members} members: {still}");
        assert!(moving <= MOVING_MAX, "{members} members: {moving}");
    }
}
