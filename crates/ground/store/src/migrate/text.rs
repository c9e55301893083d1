//! The text of a step in the words of one database.

use super::Dialect;

/// Puts the column types in, and makes every table of SQLite STRICT.
pub(super) fn for_dialect(text: &str, dialect: Dialect) -> String {
    let typed = with_types(text, dialect);
    match dialect {
        Dialect::Postgres => typed,
        Dialect::Sqlite => statements(&typed).map(strict).collect(),
    }
}

fn with_types(text: &str, dialect: Dialect) -> String {
    let (int, real, words, bytes) = match dialect {
        Dialect::Sqlite => ("INTEGER", "REAL", "TEXT", "BLOB"),
        Dialect::Postgres => ("BIGINT", "DOUBLE PRECISION", "TEXT COLLATE \"C\"", "BYTEA"),
    };
    let typed = text.replace("{int}", int).replace("{real}", real).replace("{text}", words).replace("{bytes}", bytes);
    truths(&typed, int)
}

/// `name {bool} …` becomes a whole number that is checked to be 0 or 1; the check needs the column's name.
fn truths(text: &str, int: &str) -> String {
    let mut parts = text.split("{bool}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let column = out.split_whitespace().next_back().unwrap_or_default().trim_start_matches('(').to_owned();
        out.push_str(&format!("{int} CHECK ({column} IN (0, 1))"));
        out.push_str(part);
    }
    out
}

/// The statements, each with its semicolon. A semicolon inside of a literal does not end one.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    let mut in_literal = false;
    text.split_inclusive(move |c| {
        in_literal ^= c == '\'';
        c == ';' && !in_literal
    })
}

fn strict(statement: &str) -> String {
    let makes_a_table = statement.trim_start().to_uppercase().starts_with("CREATE TABLE");
    match statement.strip_suffix(';') {
        Some(body) if makes_a_table && !body.trim_end().ends_with("STRICT") => format!("{body} STRICT;"),
        _ => statement.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, for_dialect};

    const STEP: &str = "CREATE TABLE a (id {int} NOT NULL, paid {bool} NOT NULL, note {text} DEFAULT ';');\nCREATE INDEX i ON a (id);";

    #[test]
    fn one_text_serves_both() {
        assert_eq!(
            for_dialect(STEP, Dialect::Sqlite),
            "CREATE TABLE a (id INTEGER NOT NULL, paid INTEGER CHECK (paid IN (0, 1)) NOT NULL, note TEXT DEFAULT ';') STRICT;\nCREATE INDEX i ON a (id);"
        );
        assert_eq!(
            for_dialect(STEP, Dialect::Postgres),
            "CREATE TABLE a (id BIGINT NOT NULL, paid BIGINT CHECK (paid IN (0, 1)) NOT NULL, note TEXT COLLATE \"C\" DEFAULT ';');\nCREATE INDEX i ON a (id);"
        );
    }
}
