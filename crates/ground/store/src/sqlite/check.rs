//! Prepares statements on SQLite and looks at what they take and give.

use std::path::Path;

use footlights_base::Error;
use rusqlite::Connection;

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
                .map(|index| format!("parameter ${index} is not used; number them without gaps"))
                .or_else(|| whole_table(&connection, sql)),
        };
        Some(StatementFault { statement: sql.name(), reason: reason? })
    };
    Ok(statements.iter().filter_map(fault).collect())
}

/// How a statement says that it wants all rows of a table.
const EVERY_ROW: &str = "/* every row */";

/// A table of which the statement reads every row without saying so. Rows of a table are found by an index (SEARCH), taken in an
/// index' order (SCAN … USING …), or all looked at (SCAN); what the statement made itself may be looked at whole.
fn whole_table(connection: &Connection, sql: &Sql) -> Option<String> {
    if sql.text().contains(EVERY_ROW) {
        return None;
    }
    let column = |query: &str, name: &str| -> rusqlite::Result<Vec<String>> {
        connection.prepare(query)?.raw_query().mapped(|row| row.get(name)).collect()
    };
    let steps = column(&format!("EXPLAIN QUERY PLAN {}", sql.for_sqlite()), "detail");
    let (steps, tables) = match (steps, column("SELECT name FROM sqlite_schema WHERE type = 'table'", "name")) {
        (Ok(steps), Ok(tables)) => (steps, tables),
        (Err(error), _) | (_, Err(error)) => return Some(error.to_string()),
    };
    let mut scanned =
        steps.iter().filter(|step| !step.contains(" USING ")).filter_map(|step| step.strip_prefix("SCAN ")?.split(' ').next());
    let table = scanned.find_map(|name| table_called(name, sql.text(), &tables))?;
    Some(format!("reads all of {table}: it needs an index, or says {EVERY_ROW} where rows are few"))
}

/// The table that a statement knows by this name; none for a subquery, a list of values or what `WITH` made.
fn table_called<'a>(name: &str, text: &str, tables: &'a [String]) -> Option<&'a str> {
    let words: Vec<&str> = text.split_ascii_whitespace().map(|word| word.trim_matches([',', '(', ')'])).collect();
    let known = |word: &str| tables.iter().find(|table| *table == word).map(String::as_str);
    known(name).or_else(|| words.windows(2).find(|pair| pair[1] == name && known(pair[0]).is_some()).and_then(|pair| known(pair[0])))
}
