//! Several subscribers of one topic: together while all goes well, apart when one fails.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::Event;
use footlights_store::{Keys, Stop, Subscriber, Tx};
use footlights_testkit::on_both;

use crate::trial::{TRACER, TRIAL, Tracer, UNWANTED, WANTED, leave, new_event, publish, topic, traces, workers};

/// Who was given which event, in the order in which it happened.
type Calls = Arc<Mutex<Vec<(i64, &'static str)>>>;

/// A subscriber that never fails and says when it was asked.
struct Follower {
    name: &'static str,
    kinds: &'static [&'static str],
    calls: Calls,
}

impl Subscriber for Follower {
    fn name(&self) -> &'static str {
        self.name
    }

    fn kinds(&self) -> &'static [&'static str] {
        self.kinds
    }

    fn keys(&self, event: &Event) -> Keys {
        event.topic.clone().into()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        self.calls.lock().expect("free").push((event.sequence, self.name));
        leave(tx, self.name, event.topic.as_str(), event.sequence, false)
    }
}

fn follower(name: &'static str, kinds: &'static [&'static str], calls: &Calls) -> Arc<dyn Subscriber> {
    Arc::new(Follower { name, kinds, calls: calls.clone() })
}

#[tokio::test]
async fn what_several_follow_is_handled_event_by_event_in_one_transaction() {
    on_both(TRIAL, |world| async move {
        let calls = Calls::default();
        let all = vec![follower("a", &[WANTED], &calls), follower("b", &[WANTED], &calls), follower("c", &[UNWANTED], &calls)];
        let workers = workers(&world, all, vec![]);
        workers.settle().await;
        let events = [0; 3].map(|_| new_event(&world, &topic(0), WANTED));
        let publish = move |tx: &mut Tx<'_>| events.iter().try_for_each(|event| tx.publish(event.clone()).map(drop));
        world.write("publish", topic(0), publish).await.expect("published");
        workers.settle().await;
        // In transactions of their own all of the one would come before all of the other.
        assert_eq!(*calls.lock().expect("free"), [(1, "a"), (1, "b"), (2, "a"), (2, "b"), (3, "a"), (3, "b")]);
    })
    .await;
}

#[tokio::test]
async fn one_that_fails_holds_up_itself_alone() {
    on_both(TRIAL, |world| async move {
        let (tracer, calls) = (Arc::new(Tracer::default()), Calls::default());
        let spot = (topic(0).to_string(), 2);
        tracer.stuck.lock().expect("free").insert(spot.clone());
        let workers = workers(&world, vec![tracer.clone(), follower("b", &[WANTED], &calls)], vec![]);
        publish(&world, &topic(0), WANTED, 5).await;
        workers.settle().await;
        assert_eq!(traces(&world, "b").await.len(), 5);
        assert_eq!(traces(&world, TRACER).await.len(), 1, "held back at the second");
        tracer.stuck.lock().expect("free").remove(&spot);
        world.advance(Duration::from_secs(120));
        workers.settle().await;
        assert_eq!((traces(&world, TRACER).await.len(), traces(&world, "b").await.len()), (5, 5));
    })
    .await;
}

#[tokio::test]
async fn who_wants_all_and_who_wants_little_both_get_through_a_long_log() {
    on_both(TRIAL, |world| async move {
        let calls = Calls::default();
        publish(&world, &topic(0), WANTED, 150).await;
        publish(&world, &topic(0), UNWANTED, 1).await;
        publish(&world, &topic(0), WANTED, 80).await;
        let all = vec![follower("all", &[], &calls), follower("rare", &[UNWANTED], &calls)];
        let workers = workers(&world, all, vec![]);
        workers.settle().await;
        assert_eq!((traces(&world, "all").await.len(), traces(&world, "rare").await.len()), (231, 1));
        publish(&world, &topic(0), UNWANTED, 1).await;
        workers.settle().await;
        assert_eq!((traces(&world, "all").await.len(), traces(&world, "rare").await.len()), (232, 2));
    })
    .await;
}
