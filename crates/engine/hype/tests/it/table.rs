//! Tables: what acts and moods are worth, who stands where, which level a score is.

use footlights_base::TrackedViewerType;
use footlights_hype::{Act, Config, Contribution, Event, Kind, Level, Status, Tier};

use crate::story::{at, hype, person, play};

#[test]
fn acts_are_worth_what_the_seed_says() {
    for (act, points) in [
        (Act::Donation { minor: 100 }, 100.0),
        (Act::Donation { minor: 1 }, 1.0),
        (Act::Donation { minor: 2_599 }, 2_599.0),
        (Act::Subscription { tier: Tier::One, count: 1 }, 500.0),
        (Act::Subscription { tier: Tier::Two, count: 1 }, 1_000.0),
        (Act::Subscription { tier: Tier::Three, count: 2 }, 5_000.0),
        (Act::Bits { count: 250 }, 250.0),
        (Act::Cheer { count: 1 }, 1.0),
        (Act::Points { kind: Kind::Bits, points: 7 }, 7.0),
    ] {
        let mut room = hype(Config::classic());
        room.handle_contribution(at("0:00"), &Contribution { by: None, act }).expect("in range");
        let Status::Running(train) = room.status() else { panic!("the first starts it") };
        assert!((train.given.as_f64() - points).abs() < 1e-9, "{act:?} gave {:?}", train.given);
    }
}

#[test]
fn moods_weigh_by_strength_by_viewer_and_by_occasion() {
    let config = Config::moods();
    let moods = config.moods.as_ref().expect("moods count");
    let viewer = TrackedViewerType::Subscriber;
    for (intensity, viewer, world_first, weight) in [
        (0.0, None, false, None),
        (0.8, None, false, None),
        (0.81, None, false, Some(0.81)),
        (1.0, None, false, Some(1.0)),
        (1.0, Some(viewer), false, Some(2.0)),
        (1.0, Some(TrackedViewerType::Moderator), false, Some(2.0)),
        (1.0, Some(TrackedViewerType::Vip), false, Some(2.0)),
        (1.0, Some(TrackedViewerType::RaidLeader), false, Some(1.0)),
        (0.5, Some(viewer), true, None),
        (0.9, None, true, Some(9.0)),
        (0.9, Some(viewer), true, Some(18.0)),
    ] {
        let found = moods.weigh(intensity, viewer, world_first).expect("a number from 0 to 1").map(|parts| parts as f64 / 256.0);
        let near = match (found, weight) {
            (Some(found), Some(weight)) => (found - weight).abs() < 0.01_f64,
            (found, weight) => found == weight,
        };
        assert!(near, "{intensity} {viewer:?} {world_first}: {found:?}");
    }
}

#[test]
fn scores_and_the_levels_they_are() {
    for (points, level, goal) in [
        (1, Level::Ordinary(1), Some(10.0)),
        (9, Level::Ordinary(1), Some(10.0)),
        (10, Level::Ordinary(2), Some(25.0)),
        (24, Level::Ordinary(2), Some(25.0)),
        (25, Level::Ordinary(3), Some(47.5)),
        (48, Level::Ordinary(4), Some(81.25)),
        (82, Level::Ordinary(5), Some(131.875)),
        (131, Level::Ordinary(5), Some(131.875)),
        (132, Level::Legendary, None),
        (1_000_000, Level::Legendary, None),
    ] {
        let mut session = hype(Config::moods());
        play(&mut session, &format!("0:00 inject {points}"));
        let Status::Running(train) = session.status() else { panic!("it was started by hand") };
        assert_eq!((train.level, train.goal.map(footlights_hype::Points::as_f64)), (level, goal), "at {points}");
    }
}

#[test]
fn kick_off_counts_follow_the_house() {
    for (present, count) in [(0, 10), (50, 10), (100, 10), (101, 11), (110, 11), (111, 12), (5_000, 500)] {
        let mut session = hype(Config::moods());
        session.set_present(present);
        let short = format!("0:00 {} feel excited weighing 5", count - 1);
        assert_eq!(play(&mut session, &short), "", "{} of {present}", count - 1);
        assert!(play(&mut session, "0:01 1 feel excited weighing 1").contains("train 1"), "{count} of {present}");
    }
}

#[test]
fn who_came_first_to_an_amount_stands_first() {
    let mut room = hype(Config::classic());
    play(&mut room, "0:00 bob donates 3\n0:01 ada donates 1\n0:02 ada donates 2\n0:03 cyd cheers 300");
    let all: Vec<_> = room.top(None, 10).iter().map(|one| (one.by, one.points.floor())).collect();
    assert_eq!(all, [(person("bob"), 300), (person("ada"), 300), (person("cyd"), 300)]);
    let cheers: Vec<_> = room.top(Some(Kind::Cheer), 10).iter().map(|one| one.by).collect();
    assert_eq!(cheers, [person("cyd")]);
    assert_eq!(room.top(None, 1).len(), 1);
    let told =
        room.handle_contribution(at("0:05"), &Contribution { by: Some(person("cyd")), act: Act::Cheer { count: 1 } }).expect("in range");
    assert!(told.contains(&Event::Conducted { at: at("0:05"), by: person("cyd") }));
}

#[test]
fn deadlines_are_the_next_thing_due() {
    let mut session = hype(Config::moods());
    assert_eq!(session.next_deadline(), None);
    play(&mut session, "0:00 inject 30");
    assert_eq!(session.next_deadline(), Some(at("0:05")));
    play(&mut session, "0:05 wait");
    assert_eq!(session.next_deadline(), Some(at("0:10")));
    let mut room = hype(Config::twitch());
    play(&mut room, "0:00 inject 30\n1:00 somebody cheers 100");
    assert_eq!(room.next_deadline(), Some(at("5:00")));
    play(&mut room, "5:00 wait");
    assert_eq!(room.next_deadline(), Some(at("125:00")), "the end of the cooldown");
}

#[test]
fn an_earlier_moment_counts_as_the_last_one_seen() {
    let mut room = hype(Config::classic());
    let said = play(&mut room, "5:00 ada donates 1\n1:00 bob donates 1");
    assert!(said.contains("5:00 Level1 20 % full"), "{said}");
}
