//! States that follow from events leave at a measured pace, the newest and always the last.

use super::scene::{Scene, TIP, TOTAL, namespace};
use crate::inbox::Footing;
use crate::topic::Released;
use crate::topic::paced::ALONE_MS;

#[test]
fn the_first_state_leaves_at_once_and_the_last_always() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1), (TIP, 2)]);
    assert_eq!(scene.out.take(0), "1 2 total=2");
    for (now, sequence) in [(50, 3), (100, 4), (150, 5)] {
        scene.happens(now, &[(TIP, sequence)]);
    }
    assert_eq!(scene.out.take(0), "3 4 5");
    // Nothing more comes: it leaves alone.
    let alarm = scene.topic.alarm().expect("a state waits");
    assert_eq!(alarm, ALONE_MS);
    assert!(!scene.topic.has_turn(alarm - 1));
    assert!(scene.topic.has_turn(alarm));
    scene.happens(alarm, &[]);
    assert_eq!(scene.out.take(0), "total=5");
    assert_eq!(scene.topic.alarm(), None);
}

#[test]
fn a_state_that_waits_rides_along_once_its_pace_is_over() {
    let mut scene = Scene::at(0);
    let mut states = 0;
    for sequence in 1..=200 {
        // Twenty a second for ten seconds.
        scene.happens(50 * (u64::try_from(sequence).expect("positive") - 1), &[(TIP, sequence)]);
        let got = scene.out.take(0);
        states += got.matches("total=").count();
        assert!(got.starts_with(&sequence.to_string()), "{got}");
        assert!(!got.contains("total=") || got.ends_with(&format!("total={sequence}")), "{got}");
    }
    assert_eq!(states, 40, "four a second");
}

#[test]
fn a_state_never_leaves_after_a_newer_one() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.happens(20, &[(TOTAL, 3)]);
    assert_eq!(scene.out.take(0), "1 total=1 2 total=3");
    assert_eq!(scene.topic.alarm(), None, "what waited was older");
    scene.happens(30, &[(TIP, 4)]);
    scene.happens(scene.topic.alarm().expect("waits"), &[]);
    assert_eq!(scene.out.take(0), "4 total=4");
}

#[test]
fn a_state_that_waits_is_not_for_those_who_know_more() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    // One has read the state after 3, which has not come yet; one that after 2.
    for (slot, sequence) in [(1, 3), (2, 2)] {
        assert!(matches!(scene.follow(slot, None), Footing::Read));
        assert_eq!(scene.release(slot, 1, sequence, &[]), Released::Live);
    }
    scene.happens(ALONE_MS, &[]);
    assert_eq!(
        (scene.out.take(0).as_str(), scene.out.take(1).as_str(), scene.out.take(2).as_str()),
        ("1 total=1 2 total=2", "", "total=2")
    );
    scene.happens(ALONE_MS + 1, &[("test", 3)]);
    assert_eq!((scene.out.take(1).as_str(), scene.out.take(2).as_str()), ("", "3"));
}

#[test]
fn who_has_left_gets_no_state_and_nothing_is_kept_for_nobody() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.out.take(0);
    scene.topic.leave(0, namespace(), 20);
    assert_eq!(scene.topic.alarm(), None);
    scene.happens(ALONE_MS, &[]);
    assert_eq!(scene.out.take(0), "");
}

#[test]
fn what_waits_leaves_before_the_house_closes() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.out.take(0);
    scene.topic.hurry();
    assert!(scene.topic.has_turn(11));
    scene.happens(11, &[]);
    assert_eq!(scene.out.take(0), "total=2");
}

#[test]
fn a_restore_drops_the_state_that_waits() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.offer(2, &[5]);
    assert_eq!(scene.out.take(0), "1 total=1 2 resync 5");
    assert_eq!(scene.topic.alarm(), None);
}

#[test]
fn who_comes_back_gets_the_newest_state_with_what_is_missing() {
    let mut scene = Scene::at(0);
    for sequence in 1..=4 {
        scene.happens(0, &[(TIP, sequence)]);
    }
    assert!(matches!(scene.follow(1, Some((1, 2))), Footing::Hot(_)));
    assert_eq!(scene.release(1, 1, 2, &[]), Released::Live);
    assert_eq!(scene.out.take(1), "3 4 total=4");
}
