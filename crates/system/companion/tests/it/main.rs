//! The companion's use cases and its REST edge, each on both databases.

/// Each test runs on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod both {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let migrations = [footlights_identity::migrations(), footlights_companion::migrations()];
                footlights_testkit::on_both(&migrations, |world| super::$test(crate::stage::Stage::new(world))).await;
            })*
        }
    };
}

mod accounts;
mod activity;
mod analytics;
mod animations;
mod auditor;
mod following;
mod goals;
mod live;
mod media;
mod menu;
mod moderators;
mod notes;
mod people;
mod races;
mod refunds;
mod rest;
mod sessions;
mod settings;
mod stage;
mod statements;
mod sums;
mod theme;
mod tips;
mod viewer_page;
