//! Every SQL text is prepared by a test on both databases, so that a typo is found without a use case that runs it.

use footlights_base::Failure;

use crate::{Sql, Store};

/// What is wrong with one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFault {
    /// Its name.
    pub statement: &'static str,
    /// What the database said, or which parameter or column has a type the store does not carry.
    pub reason: String,
}

/// What a use case's SQL must not contain, because the two databases differ on it or because the layer owns it.
const BANNED: &[&str] = &[
    "::",
    " LIKE ",
    "LOWER(",
    "GREATEST(",
    "LEAST(",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "OR REPLACE",
    "OR IGNORE",
    "OR ROLLBACK",
];

/// Prepares every statement on the store's database. Empty: all are good. For the tests of each system, on both databases.
///
/// # Errors
/// When the database cannot be asked.
pub async fn check_statements(store: &Store, statements: &[Sql]) -> Result<Vec<StatementFault>, Failure> {
    let mut faults: Vec<_> =
        statements.iter().filter_map(|sql| Some(StatementFault { statement: sql.name(), reason: dialect(sql.text())? })).collect();
    faults.extend(store.check(statements.to_vec()).await?);
    Ok(faults)
}

fn dialect(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    let found = BANNED.iter().find(|banned| upper.contains(**banned))?;
    Some(format!("contains `{}`, on which the databases differ or which belongs to the store", found.trim()))
}
