//! The chatbot and its voice, each test on both databases.

/// Each test runs on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod both {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let migrations = [footlights_companion::migrations()];
                footlights_testkit::on_both(&migrations, |world| super::$test(world)).await;
            })*
        }
    };
}

mod answers;
mod language_model;
mod personas;
mod settings;
mod speech;
mod speech_endpoint;
mod stage;
mod stand_in;
mod timers;
