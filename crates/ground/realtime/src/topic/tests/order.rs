//! Order, gaps, epochs, recovery, whoever joins when.

use super::scene::{GONE, Inboxes, Scene, name, namespace};
use crate::inbox::Footing;
use crate::topic::order::GAP_WAIT_MS;
use crate::topic::{Released, TopicState};

#[test]
fn any_order_of_arrival_is_one_order_of_delivery() {
    let mut state = 1_u64;
    for _ in 0..200 {
        let mut scene = Scene::at(0);
        let mut arrivals: Vec<i64> = (1..=12).chain(1..=12).collect();
        for at in (1..arrivals.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            arrivals.swap(at, usize::try_from(state >> 33).expect("fits") % (at + 1));
        }
        for sequence in arrivals {
            scene.offer(1, &[sequence]);
        }
        assert_eq!(scene.out.take(0), "1 2 3 4 5 6 7 8 9 10 11 12");
        assert_eq!(scene.topic.deadline(), None);
    }
}

#[test]
fn a_gap_waits_a_moment_and_is_then_read() {
    let mut scene = Scene::at(10);
    scene.offer(1, &[11, 13]);
    assert_eq!(scene.out.take(0), "11");
    assert_eq!(scene.topic.read_from(GAP_WAIT_MS - 1), None);
    scene.now = GAP_WAIT_MS;
    assert_eq!(scene.topic.read_from(scene.now), Some(11));
    assert_eq!(scene.topic.read_from(scene.now), None, "asked once");
    scene.log((1, 14), &[12, 13, 14]);
    assert_eq!(scene.out.take(0), "12 13 14");
    assert_eq!(scene.topic.deadline(), None);
}

#[test]
fn a_gap_that_closes_by_itself_is_not_read() {
    let mut scene = Scene::at(0);
    scene.offer(1, &[2]);
    scene.offer(1, &[1]);
    assert_eq!(scene.out.take(0), "1 2");
    assert_eq!(scene.topic.deadline(), None);
}

#[test]
fn what_only_the_sweep_knows_of_is_read() {
    let mut scene = Scene::at(3);
    scene.topic.known(1, 5, 0);
    assert_eq!(scene.topic.read_from(GAP_WAIT_MS), Some(3));
    scene.topic.log_failed(GAP_WAIT_MS);
    let again = scene.topic.deadline().expect("tried again");
    assert_eq!(scene.topic.read_from(again), Some(3));
    scene.log((1, 5), &[4, 5]);
    assert_eq!(scene.out.take(0), "4 5");
}

#[test]
fn what_the_log_has_lost_is_said() {
    let mut scene = Scene::at(3);
    scene.offer(1, &[9]);
    scene.topic.read_from(GAP_WAIT_MS).expect("a gap");
    scene.log((1, 9), &[7, 8, 9]);
    assert_eq!(scene.out.take(0), "resync 7 8 9");
}

#[test]
fn a_log_that_never_has_it_is_given_up() {
    let mut scene = Scene::at(3);
    scene.offer(1, &[9]);
    for _ in 0..3 {
        scene.now = scene.topic.deadline().expect("still missing");
        scene.topic.read_from(scene.now).expect("due");
        scene.log((1, 3), &[]);
    }
    assert_eq!(scene.out.take(0), "resync 9");
    assert_eq!(scene.topic.deadline(), None);
}

#[test]
fn a_new_epoch_begins_anew_and_an_old_one_is_over() {
    let mut scene = Scene::at(10);
    scene.offer(1, &[11]);
    scene.offer(2, &[5]);
    scene.offer(1, &[12]);
    scene.offer(2, &[6]);
    assert_eq!(scene.out.take(0), "11 resync 5 6");
    assert!(matches!(scene.follow(1, Some((1, 11))), Footing::Read));
    assert!(matches!(scene.follow(2, Some((2, 5))), Footing::Hot(joined) if joined.recovered && joined.sequence == 6));
}

#[test]
fn the_first_event_of_a_topic_is_no_new_epoch() {
    let mut scene = Scene { topic: TopicState::new(name()), out: Inboxes::default(), now: 0 };
    scene.follow(0, None);
    scene.release(0, 0, 0, &[]);
    scene.offer(77, &[2]);
    scene.offer(77, &[1, 3]);
    assert_eq!(scene.out.take(0), "1 2 3");
}

#[test]
fn nothing_falls_between_reading_and_following() {
    // Read at 10, released when the topic is anywhere around it.
    for delivered_before in 8..=13 {
        let mut scene = Scene::at(7);
        scene.offer(1, &(8..=delivered_before).collect::<Vec<_>>());
        assert!(matches!(scene.follow(1, Some((1, 2))), Footing::Read));
        scene.offer(1, &(delivered_before + 1..=delivered_before + 2).collect::<Vec<_>>());
        assert_eq!(scene.out.take(1), "", "frames begin with the release");
        assert_eq!(scene.release(1, 1, 10, &[3, 4, 5, 6, 7, 8, 9, 10]), Released::Live);
        scene.offer(1, &(delivered_before + 3..=15).collect::<Vec<_>>());
        scene.offer(1, &[16]);
        assert_eq!(scene.out.take(1), (3..=16).map(|n| n.to_string()).collect::<Vec<_>>().join(" "), "{delivered_before}");
    }
}

#[test]
fn who_is_behind_the_history_is_sent_to_the_log_until_it_has_caught_up() {
    let mut scene = Scene::at(0);
    scene.offer(1, &(1..=50).collect::<Vec<_>>());
    assert!(matches!(scene.follow(1, Some((1, 50))), Footing::Hot(_)));
    scene.offer(1, &(51..=400).collect::<Vec<_>>());
    assert_eq!(scene.release(1, 1, 50, &[]), Released::Behind(50));
    assert_eq!(scene.release(1, 1, 50, &(51..=90).collect::<Vec<_>>()), Released::Behind(90));
    assert_eq!(scene.release(1, 1, 90, &(91..=150).collect::<Vec<_>>()), Released::Live);
    scene.offer(1, &[401]);
    assert_eq!(scene.out.take(1), (51..=401).map(|n| n.to_string()).collect::<Vec<_>>().join(" "));
}

#[test]
fn what_was_taken_back_is_not_remembered() {
    let mut scene = Scene::at(0);
    scene.offer(1, &[1, 2, 3]);
    assert!(matches!(scene.follow(1, Some((1, 1))), Footing::Hot(_)));
    assert_eq!(scene.release(1, 1, 1, &[]), Released::Live, "out of memory");
    assert_eq!(scene.out.take(1), "2 3");
    scene.happens(0, &[(GONE, 4)]);
    assert_eq!(scene.out.take(1), "4", "who follows is told");
    scene.offer(1, &[5]);
    scene.topic.leave(1, namespace(), 0);
    assert!(matches!(scene.follow(1, Some((1, 1))), Footing::Read), "the log says what is left of it");
    assert!(matches!(scene.follow(1, Some((1, 3))), Footing::Hot(_)), "what comes after is remembered");
}

#[test]
fn who_left_while_reading_gets_nothing() {
    let mut scene = Scene::at(5);
    scene.follow(1, Some((1, 0)));
    scene.topic.leave(1, namespace(), 0);
    assert_eq!(scene.release(1, 1, 5, &[1, 2, 3, 4, 5]), Released::Gone);
    assert_eq!(scene.out.take(1), "");
}

#[test]
fn a_topic_nobody_follows_is_forgotten_after_a_while() {
    let mut scene = Scene::at(0);
    scene.offer(1, &[1]);
    scene.topic.leave(0, namespace(), 0);
    assert!(!scene.topic.expire(60_000), "whoever blinks finds its history");
    assert!(scene.topic.expire(601_000));
}
