//! Parlor's use cases and its edges, each on both databases.

/// Each test runs on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod both {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let migrations = [footlights_identity::migrations(), footlights_parlor::migrations()];
                footlights_testkit::on_both(&migrations, |world| async move {
                    super::$test(crate::stage::Stage::on(world).await).await;
                })
                .await;
            })*
        }
    };
}

mod chat;
mod entry;
mod lookups;
mod people;
mod races;
mod rooms;
mod stage;
mod statements;
