//! SQL that SQLite and PostgreSQL would understand differently, and transaction words where they do not belong.
//!
//! Reads string literals that begin like a statement, in the systems and in the part of the store that both databases
//! share. Why each is banned stands in docs/decisions/0002-transactions-are-closures.md. A statement that only one database ever sees says
//! so in a comment on the line above: `// sql: reason`.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::Finding;
use super::rust_text::RustText;
use super::tree::Tree;

/// Parts of the store that speak to one database only.
const ONE_DATABASE: [&str; 3] = ["sqlite", "postgres", "backup"];

const TRANSACTION: &str = r"(?i)^\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|END)\b";

struct Rules {
    transaction: Regex,
    statement: Regex,
    banned: Vec<(Regex, &'static str)>,
    order_by: Regex,
}

impl Rules {
    fn new() -> Self {
        let banned = [
            (r"(?i)\bI?LIKE\b", "LIKE folds case differently: keep a folded search column made in Rust"),
            (r"(?i)\b(?:lower|upper)\s*\(", "lower() knows only ASCII in SQLite: fold case in Rust"),
            (r"->|(?i)\bjsonb?_\w+\s*\(", "JSON operators differ: decode the text in Rust"),
            (r"::", "write CAST($1 AS BIGINT), never ::"),
            (r"(?i)\b(?:greatest|least)\s*\(", "use CASE WHEN a > b THEN a ELSE b END"),
            (r"(?i)\b(?:max|min)\s*\([^()]*,", "max(a, b) is scalar in SQLite only: use CASE WHEN a > b THEN a ELSE b END"),
            (
                r"(?i)\b(?:round|date|time|datetime|strftime|julianday|unixepoch|now|random|date_trunc|extract|to_timestamp)\s*\(",
                "compute it in Rust and pass it in",
            ),
            (r"(?i)\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b", "time is an argument: pass it in"),
            (r#"\\?""#, "double quotes name columns in one database and quote text in the other: use neither"),
            (
                r"(?is)\bWITH\b.*\bAS\s*(?:NOT\s+)?(?:MATERIALIZED\s*)?\(\s*(?:INSERT|UPDATE|DELETE)\b",
                "a CTE cannot write in SQLite: use two statements",
            ),
            (r"(?i)\bOR\s+(?:ROLLBACK|ABORT|REPLACE|IGNORE|FAIL)\b", "use ON CONFLICT"),
            (r"\?\d*", "placeholders are $1, $2 …"),
            (TRANSACTION, "transactions belong to the store: a use case is one closure"),
        ]
        .map(|(pattern, advice)| (Regex::new(pattern).expect("a valid pattern"), advice))
        .to_vec();
        let statement = r"(?i)^\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+.*\sAS\s|REPLACE\s+INTO\s|(?:BEGIN|COMMIT|ROLLBACK)(?:\s+(?:IMMEDIATE|TRANSACTION|WORK|TO)\b|\s*;|\s*$)|SAVEPOINT\s|RELEASE\s+SAVEPOINT)";
        let order_by = Regex::new(r"(?is)\bORDER\s+BY\b(.*?)(?:\bLIMIT\b|\bOFFSET\b|\bFOR\b|\bRETURNING\b|\bUNION\b|$)").expect("valid");
        Self {
            transaction: Regex::new(TRANSACTION).expect("a valid pattern"),
            statement: Regex::new(statement).expect("a valid pattern"),
            banned,
            order_by,
        }
    }

    /// What is wrong with one statement.
    fn faults(&self, statement: &str, nullable: &BTreeSet<String>) -> Vec<&str> {
        // A sentence of ours may begin with "Select …"; nobody capitalises SQL like a sentence.
        let word = statement.split_whitespace().next().unwrap_or_default();
        let sentence = word.to_uppercase() != word && word.to_lowercase() != word;
        if sentence || !self.statement.is_match(statement) {
            return Vec::new();
        }
        let text = without_literals(statement);
        let mut faults: Vec<&str> = self.banned.iter().filter(|(pattern, _)| pattern.is_match(&text)).map(|(_, advice)| *advice).collect();
        let silent = |term: &str| {
            let column = term.split_whitespace().next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
            nullable.contains(column) && !term.to_uppercase().contains("NULLS ")
        };
        if self.order_by.captures_iter(&text).any(|clause| clause[1].split(',').any(silent)) {
            faults.push("ORDER BY a column that may be null must say NULLS LAST: the databases sort nulls at different ends");
        }
        if uncast_sum(&text) {
            faults.push("SUM changes its type in PostgreSQL: write CAST(SUM(x) AS BIGINT), with COALESCE outside or inside");
        }
        faults
    }
}

/// Columns that a crate's migrations create without NOT NULL, by name.
///
/// Only these need NULLS LAST: on the others it says nothing, and keeps PostgreSQL from walking an index backwards.
fn nullable_columns(tree: &Tree, crate_folder: &str) -> BTreeSet<String> {
    let column = Regex::new(r"(?m)^\s*(?:ADD COLUMN\s+)?([a-z_]+)\s+\{(?:int|real|text|bytes|bool)\}([^\n]*)$").expect("a valid pattern");
    let (mut nullable, mut solid) = (BTreeSet::new(), BTreeSet::new());
    for file in tree.files.iter().filter(|file| file.path.starts_with(crate_folder)) {
        for found in column.captures_iter(&file.text) {
            let rest = found[2].to_uppercase();
            let set = if rest.contains("NOT NULL") || rest.contains("PRIMARY KEY") { &mut solid } else { &mut nullable };
            set.insert(found[1].to_owned());
        }
    }
    // A name that is solid in one table and nullable in another is held to the stricter reading only where all are.
    nullable.difference(&solid).cloned().collect()
}

/// Text between single quotes is a value and may hold anything.
fn without_literals(statement: &str) -> String {
    let mut inside = false;
    statement
        .chars()
        .filter(|character| {
            inside ^= *character == '\'';
            !inside
        })
        .collect()
}

fn uncast_sum(text: &str) -> bool {
    let upper: String = text.to_uppercase().split_whitespace().collect::<Vec<_>>().join("");
    let mut from = 0;
    while let Some(place) = upper[from..].find("SUM(") {
        let before = &upper[..from + place];
        let word = before.chars().next_back().is_some_and(|character| character.is_alphanumeric() || character == '_');
        // Joined words (`SELECTSUM(`) look like one name; a keyword before it is the case that counts.
        let after_keyword = ["SELECT", "WHEN", "THEN", "ELSE", "HAVING", "AND", "OR"].iter().any(|keyword| before.ends_with(keyword));
        if (!word || after_keyword) && !before.ends_with("CAST(") && !before.ends_with("CAST(COALESCE(") {
            return true;
        }
        from += place + 4;
    }
    false
}

fn concerns(path: &str) -> bool {
    let system = path.strip_prefix("crates/system/").is_some_and(|rest| rest.contains("/src/"));
    let webhooks = path.starts_with("crates/ground/outbound/src/webhook/");
    let store = path.strip_prefix("crates/ground/store/src/").is_some_and(|rest| !ONE_DATABASE.iter().any(|name| rest.contains(name)));
    system || webhooks || store
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rules = Rules::new();
    let mut nullable: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| concerns(&file.path)) {
        let folder = file.path.split_once("/src/").map_or("", |(folder, _)| folder);
        let columns = nullable.entry(folder).or_insert_with(|| nullable_columns(tree, folder));
        findings.extend(check_file(&file.path, &file.text, rust, &rules, columns));
    }
    findings
}

fn check_file(path: &str, source: &str, rust: &RustText, rules: &Rules, nullable: &BTreeSet<String>) -> Vec<Finding> {
    let lines: Vec<&str> = source.lines().collect();
    let mut findings = Vec::new();
    for literal in rust.strings.iter().filter(|literal| !rust.in_tests(literal.line)) {
        let before = &lines[literal.line.saturating_sub(3)..literal.line.min(lines.len())];
        if before.iter().any(|line| line.trim_start().starts_with("// sql: ")) {
            continue;
        }
        // The store owns transactions and lists their words itself.
        if path.starts_with("crates/ground/store/") && rules.transaction.is_match(&literal.text) {
            continue;
        }
        findings.extend(rules.faults(&literal.text, nullable).into_iter().map(|fault| Finding::new(path, literal.line, fault)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Rules, check, nullable_columns};
    use crate::tidy::tree::Tree;
    use std::collections::BTreeSet;

    #[test]
    fn statements_both_databases_understand_are_fine() {
        let (rules, nullable) = (Rules::new(), BTreeSet::from(["ended_at".to_owned()]));
        for good in [
            "SELECT id, CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM tip WHERE session = $1 ORDER BY created_at DESC, ended_at NULLS LAST, id LIMIT 20",
            "INSERT INTO tip (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen = tip.seen + 1",
            "UPDATE session SET title = 'what do you LIKE?' WHERE id = $1",
            "SELECT max(sequence) FROM event",
            "Select a film first, or lower(ed) expectations",
            "BEGIN the show",
        ] {
            assert_eq!(rules.faults(good, &nullable), Vec::<&str>::new(), "{good}");
        }
    }

    #[test]
    fn statements_that_differ_are_found() {
        let (rules, nullable) = (Rules::new(), BTreeSet::from(["ended_at".to_owned()]));
        for bad in [
            "SELECT id FROM tip WHERE name LIKE $1",
            "SELECT lower(name) FROM tip",
            "SELECT payload->>'a' FROM tip",
            "SELECT $1::bigint",
            "SELECT GREATEST(a, b) FROM tip",
            "SELECT max(a, b) FROM tip",
            "SELECT \\\"name\\\" FROM tip",
            "SELECT SUM(amount) FROM tip",
            "SELECT a FROM session ORDER BY session.ended_at DESC, id LIMIT 3",
            "SELECT a FROM tip WHERE id = ?1",
            "WITH gone AS (DELETE FROM tip RETURNING id) SELECT id FROM gone",
            "UPDATE tip SET at = CURRENT_TIMESTAMP",
            "INSERT OR IGNORE INTO tip VALUES ($1)",
            "BEGIN IMMEDIATE",
            "ROLLBACK",
            "SAVEPOINT one",
        ] {
            assert!(!rules.faults(bad, &nullable).is_empty(), "{bad}");
        }
    }

    #[test]
    fn nullable_columns_come_from_the_migrations() {
        let sql = "CREATE TABLE a_session (\n  id {bytes} PRIMARY KEY,\n  ended_at {int},\n  title {text} NOT NULL\n)";
        let tree = Tree::of(&[("crates/system/a/src/migration/0001.sql", sql)]);
        assert_eq!(nullable_columns(&tree, "crates/system/a"), BTreeSet::from(["ended_at".to_owned()]));
    }

    #[test]
    fn only_shared_code_is_read_and_a_reason_is_heard() {
        let bad = "//! x\nconst A: &str = \"SELECT lower(name) FROM tip\";\n";
        let reasoned = "//! x\n// sql: PostgreSQL alone sees this\nconst A: &str = \"SELECT lower(name) FROM tip\";\n";
        let tree = Tree::of(&[
            ("crates/system/companion/src/store/tip.rs", bad),
            ("crates/system/companion/src/store/ok.rs", reasoned),
            ("crates/ground/store/src/postgres/flight.rs", bad),
            ("crates/ground/store/src/log.rs", bad),
            ("bench/src/main.rs", bad),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(found, [("crates/system/companion/src/store/tip.rs".to_owned(), 2), ("crates/ground/store/src/log.rs".to_owned(), 2)]);
    }
}
