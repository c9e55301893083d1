//! Prepares statements on SQLite and looks at what they take and give.

use std::path::Path;

use footlights_base::Error;

use super::open_connection;
use crate::{Durability, Sql, StatementFault};

/// Which parameters and columns a statement has is known only to the prepared statement.
pub(super) fn check(path: &Path, statements: &[Sql]) -> Result<Vec<StatementFault>, Error> {
    let connection = open_connection(path, Durability::Full).map_err(Error::unavailable)?;
    let fault = |sql: &Sql| {
        let prepared = connection.prepare(&sql.for_sqlite());
        let reason = match prepared {
            Err(error) => Some(error.to_string()),
            Ok(statement) => (1..=statement.parameter_count())
                .find(|index| statement.parameter_name(*index).is_none_or(|name| name != format!("?{index}")))
                .map(|index| format!("parameter ${index} is not used; number them without gaps")),
        };
        Some(StatementFault { statement: sql.name(), reason: reason? })
    };
    Ok(statements.iter().filter_map(fault).collect())
}
