//! The conformance suite: what every use case may rely on, the same on both databases.

/// Each test runs on both databases.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::bed::Bed::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::bed::Bed::postgres().await).await;
            })*
        }
    };
}

mod aggregates;
mod along;
mod backups;
mod basics;
mod bed;
mod company;
mod cuts;
mod event_log;
mod failures;
mod idempotency;
mod jobs;
mod limits;
mod migrations;
mod ownership;
mod prepared;
mod races;
mod storm;
mod subscribers;
mod together;
mod trial;
