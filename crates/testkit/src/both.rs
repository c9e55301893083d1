//! One test, both databases, one after the other. Knows no test.

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};

use footlights_store::Migrations;
use futures_util::FutureExt as _;

use crate::{Db, World};

/// Runs `test` on a fresh SQLite database and then on a fresh PostgreSQL one.
///
/// # Panics
/// When the test panics, with the name of the database in front of what it said; and when
/// `FOOTLIGHTS_TEST_POSTGRES` is not set: the half that cannot run fails, it is never skipped.
pub async fn on_both<F, Fut>(migrations: &[Migrations], test: F)
where
    F: Fn(World) -> Fut,
    Fut: Future<Output = ()>,
{
    for kind in [Db::Sqlite, Db::Postgres] {
        let world = World::on(kind, migrations).await;
        if let Err(panic) = AssertUnwindSafe(test(world)).catch_unwind().await {
            let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            match said {
                Some(said) => panic!("on {kind}: {said}"),
                None => resume_unwind(panic),
            }
        }
    }
}
