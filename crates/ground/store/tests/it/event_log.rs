//! Reading the event log, and how long it is kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use footlights_store::{ReadTx, Retention, head};
use footlights_testkit::on_both;
use tokio::task::JoinSet;

use crate::trial::{TRIAL, Tracer, UNWANTED, WANTED, new_event, publish, topic, workers};

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn reading_on_gives_the_rest_in_order_and_where_the_topic_stands() {
    on_both(TRIAL, |world| async move {
        let nothing = world.events_after(&topic(9), 0, 10).await.expect("readable");
        assert_eq!((nothing.head.last, nothing.events.len()), (0, 0));
        publish(&world, &topic(0), WANTED, 5).await;
        publish(&world, &topic(1), UNWANTED, 2).await;
        let page = world.events_after(&topic(0), 2, 2).await.expect("readable");
        assert_eq!(page.events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [3, 4]);
        assert_eq!((page.head.last, page.head.trimmed), (5, 0));
        assert!(page.events.iter().all(|event| event.epoch == page.head.epoch && &*event.kind == WANTED));
        let end = world.events_after(&topic(0), 5, 10).await.expect("readable");
        assert!(end.events.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_and_its_number_are_of_one_moment() {
    on_both(TRIAL, |world| async move {
        let mut tasks = JoinSet::new();
        let writer = tasks.spawn({
            let world = world.clone();
            async move { publish(&world, &topic(0), WANTED, 150).await }
        });
        while !writer.is_finished() {
            let count = |read: &mut ReadTx<'_>| Ok(footlights_store::events_after(read, &topic(0), 0, 1_000)?.events.len());
            let seen = world.seen(&topic(0), count).await.expect("readable");
            assert_eq!(seen.head.last, i64::try_from(seen.snapshot).expect("small"));
        }
        tasks.join_next().await.expect("one task").expect("no panic");
    })
    .await;
}

#[tokio::test]
async fn events_are_kept_by_type_and_for_the_slowest_subscriber() {
    on_both(TRIAL, |world| async move {
        publish(&world, &topic(0), WANTED, 4).await;
        publish(&world, &topic(0), UNWANTED, 3).await;
        let tracer = Arc::new(Tracer::default());
        tracer.stuck.lock().expect("free").insert((topic(0).to_string(), 3));
        let working = workers(&world, vec![tracer.clone()], vec![]);
        working.settle().await;

        world.advance(10 * DAY);
        // It is still there, and still fails.
        working.settle().await;
        let rules = Retention { otherwise: 100 * DAY, by_kind: HashMap::from([(WANTED, DAY)]) };
        world.trim_events(&rules).await.expect("trimmed");
        let left = world.events_after(&topic(0), 0, 100).await.expect("readable");
        // Event 3 waits for its next try: it and what follows stay, whatever the rule says.
        assert_eq!(left.events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!((left.head.last, left.head.trimmed), (7, 2));

        tracer.stuck.lock().expect("free").clear();
        world.advance(DAY);
        working.settle().await;
        world.trim_events(&rules).await.expect("trimmed");
        let left = world.events_after(&topic(0), 0, 100).await.expect("readable");
        assert_eq!(left.events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [5, 6, 7]);
        assert_eq!(left.head.trimmed, 4);

        // Nobody waits for the others, but they are kept longer.
        world.advance(100 * DAY);
        world.trim_events(&rules).await.expect("trimmed");
        let empty = world.read("head", |read: &mut ReadTx<'_>| head(read, &topic(0))).await.expect("readable");
        assert_eq!((empty.last, empty.trimmed), (7, 7));
        let event = new_event(&world, &topic(0), WANTED);
        let next = world.write("publish", topic(0), move |tx| tx.publish(event.clone())).await.expect("published");
        assert_eq!(next, 8, "the numbering goes on");
        working.stop(DAY).await;
    })
    .await;
}
