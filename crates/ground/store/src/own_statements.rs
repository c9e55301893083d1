//! Every statement of the store itself, for the test that prepares them on both databases.

use crate::{Sql, append_log, dead_letter, document, job, lease, log, once, postgres, publish, sqlite, subscriber, workers};

/// The store's own statements.
#[must_use]
pub fn own_statements() -> Vec<Sql> {
    let mut all = [
        append_log::STATEMENTS,
        dead_letter::STATEMENTS,
        document::STATEMENTS,
        lease::STATEMENTS,
        once::STATEMENTS,
        publish::STATEMENTS,
        sqlite::STATEMENTS,
        postgres::STATEMENTS,
    ]
    .concat();
    all.extend(job::statements().into_iter().chain(log::statements()).chain(subscriber::statements()).chain(workers::statements()));
    all
}
