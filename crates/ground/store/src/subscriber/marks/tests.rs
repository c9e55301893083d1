//! What is marked by commits and remembered of topics, without a database.

use std::sync::Arc;

use footlights_base::{Event, EventId, TenantId, Timestamp, Topic};
use serde_json::value::RawValue;
use tokio::sync::watch;

use super::Marks;
use crate::subscriber::Subscriber;
use crate::{CommitSink as _, Keys, Stop, Tx};

struct Wants(&'static [&'static str]);

impl Subscriber for Wants {
    fn name(&self) -> &'static str {
        self.0.first().copied().unwrap_or("all")
    }
    fn kinds(&self) -> &'static [&'static str] {
        self.0
    }
    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }
    fn handle(&self, _tx: &mut Tx<'_>, _event: &Event) -> Result<(), Stop> {
        Ok(())
    }
}

fn topic() -> Topic {
    Topic::new("session", "one")
}

fn commit(marks: &Marks, kind: &str, sequence: i64) {
    let at = Timestamp::from_millis(0);
    let (id, tenant) = (EventId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
    let payload: Arc<RawValue> = RawValue::from_string("{}".to_owned()).expect("JSON").into();
    let event = Event { id, kind: kind.into(), tenant, topic: topic(), epoch: 1, sequence, occurred_at: at, display_at: at, payload };
    marks.committed(&[Arc::new(event)]);
}

fn marks() -> (Marks, watch::Receiver<u64>) {
    let pulse = watch::Sender::default();
    let beats = pulse.subscribe();
    let subscribers: [Arc<dyn Subscriber>; 3] = [Arc::new(Wants(&["a"])), Arc::new(Wants(&["b"])), Arc::new(Wants(&[]))];
    (Marks::new(&subscribers, pulse), beats)
}

#[test]
fn a_commit_marks_the_topic_for_those_who_want_the_kind() {
    let (marks, beats) = marks();
    commit(&marks, "a", 1);
    assert_eq!(marks.take().pending.get(&topic()).map(|pending| pending.who), Some(0b101));
    assert!(marks.take().pending.is_empty(), "taken is taken");
    commit(&marks, "b", 2);
    commit(&marks, "c", 3);
    assert_eq!(marks.take().pending.get(&topic()).map(|pending| pending.who), Some(0b110));
    assert_eq!(*beats.borrow(), 3);
}

#[test]
fn what_is_not_wanted_is_passed_only_when_nothing_lies_before_it() {
    let (marks, _beats) = marks();
    commit(&marks, "b", 1);
    commit(&marks, "b", 2);
    commit(&marks, "a", 3);
    commit(&marks, "b", 4);
    // The first waits at 3, which it wants; the second wants 1 and has passed nothing.
    assert_eq!([0, 1, 2].map(|n| marks.clear(n, &topic())), [2, 0, 0]);
    marks.set_clear(0, &topic(), 4, true);
    commit(&marks, "b", 5);
    assert_eq!(marks.clear(0, &topic()), 5);
    marks.set_clear(0, &topic(), 3, false);
    assert_eq!(marks.clear(0, &topic()), 5, "never backwards");
}

#[test]
fn what_nobody_wants_is_passed_with_what_was_being_handled_before_it() {
    let pulse = watch::Sender::default();
    let subscribers: [Arc<dyn Subscriber>; 2] = [Arc::new(Wants(&["a"])), Arc::new(Wants(&["b"]))];
    let marks = Marks::new(&subscribers, pulse);
    commit(&marks, "a", 1);
    // Said by the handling of the first, before that is noted.
    commit(&marks, "x", 2);
    commit(&marks, "y", 3);
    assert_eq!(marks.clear(0, &topic()), 0);
    marks.set_clear(0, &topic(), 1, true);
    assert_eq!((marks.clear(0, &topic()), marks.saved(0, &topic())), (3, Some(1)));
    // Not over what it wants, and not over what was not seen.
    commit(&marks, "a", 4);
    commit(&marks, "x", 5);
    commit(&marks, "x", 7);
    marks.set_clear(0, &topic(), 4, true);
    assert_eq!(marks.clear(0, &topic()), 4);
    marks.set_clear(0, &topic(), 6, true);
    assert_eq!(marks.clear(0, &topic()), 7);
}

#[test]
fn what_is_done_with_for_all_is_told_once() {
    let (marks, _beats) = marks();
    commit(&marks, "b", 1);
    marks.set_clear(1, &topic(), 1, true);
    assert!(marks.take_unsaved(10).is_empty(), "the third has not seen it");
    marks.set_clear(2, &topic(), 1, false);
    assert_eq!(marks.take_unsaved(10), [(topic(), 1)]);
    assert!(marks.take_unsaved(10).is_empty());
    marks.set_clear(2, &topic(), 2, false);
    assert!(marks.take_unsaved(10).is_empty(), "the others have not");
}

#[test]
fn who_is_behind_is_told_and_of_what_is_not_known_everybody_is() {
    let (marks, _beats) = marks();
    commit(&marks, "b", 1);
    let other = Topic::new("session", "two");
    assert_eq!(marks.behind(vec![(topic(), 1), (other.clone(), 1)]), [(topic(), 0b110), (other, 0b111)]);
    (1..3).for_each(|n| marks.set_clear(n, &topic(), 1, true));
    assert!(marks.behind(vec![(topic(), 1)]).is_empty());
}

#[test]
fn who_has_followed_along_has_nothing_left_and_the_next_may_follow() {
    let (marks, beats) = marks();
    assert_eq!((marks.stands_before(0, &topic(), 1), marks.stands_before(0, &topic(), 2)), (Some(0), None), "a topic that begins");
    for follower in [0, 2] {
        marks.set_clear(follower, &topic(), 1, true);
    }
    commit(&marks, "a", 1);
    assert!(marks.take().pending.is_empty() && *beats.borrow() == 0, "nobody is to look");
    assert_eq!(
        [0, 1, 2].map(|n| (marks.clear(n, &topic()), marks.stands_before(n, &topic(), 2))),
        [(1, Some(1)), (1, Some(0)), (1, Some(1))]
    );
    // The second wants this and does not follow along: what comes next is not for it to follow either.
    commit(&marks, "b", 2);
    assert_eq!(marks.take().pending.get(&topic()).map(|pending| pending.who), Some(0b110));
    assert_eq!([0, 1, 2].map(|n| marks.stands_before(n, &topic(), 3)), [Some(1), None, None]);
    // What was seen before the last move does not count against it; what is not known does.
    marks.set_clear(0, &topic(), 0, true);
    assert_eq!(marks.saved(0, &topic()), Some(1));
    marks.forget_saved(0, &topic());
    assert_eq!(marks.stands_before(0, &topic(), 3), None);
}
