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
use on_both;

mod backups;
mod basics;
mod bed;
mod event_log;
mod jobs;
mod ownership;
mod prepared;
mod subscribers;
mod trial;
