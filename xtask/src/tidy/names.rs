//! Names that say nothing: in files, folders, modules and types.

use regex::Regex;

use super::Finding;
use super::tree::{Tree, has_extension};

const EMPTY: [&str; 12] =
    ["manager", "managers", "helper", "helpers", "util", "utils", "common", "misc", "data", "info", "v2", "utilities"];
const ADVICE: &str = "says nothing: name what it does or holds (docs/words.md)";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rust_names = Regex::new(r"\b(?:struct|enum|trait|union|type|mod)\s+([A-Za-z_][A-Za-z0-9_]*)").expect("a valid pattern");
    let script_names =
        Regex::new(r"^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:class|interface|type|enum)\s+([A-Za-z_][A-Za-z0-9_]*)")
            .expect("valid");
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| has_extension(&file.path, &["rs", "ts", "tsx", "css", "proto"]) && !file.is_generated()) {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            if let Some(word) = empty_word(stem) {
                findings.push(Finding::new(&file.path, 1, format!("the name {part} holds \"{word}\", which {ADVICE}")));
            }
        }
        let (text, names) = file.rust.as_ref().map_or((&file.text, &script_names), |rust| (&rust.code, &rust_names));
        for (index, line) in text.lines().enumerate() {
            for name in names.captures_iter(line).map(|capture| capture[1].to_owned()) {
                if let Some(word) = empty_word(&name) {
                    findings.push(Finding::new(&file.path, index + 1, format!("the name {name} holds \"{word}\", which {ADVICE}")));
                }
            }
        }
    }
    findings
}

/// The first empty word among the words of a name in any case: `SessionInfo`, `session_info`, `session-info`.
fn empty_word(name: &str) -> Option<&'static str> {
    let mut words = vec![String::new()];
    let mut before = None;
    for character in name.chars() {
        let turn = character.is_uppercase() && before.is_some_and(|before: char| before.is_lowercase() || before.is_ascii_digit());
        if turn || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric() {
            words.last_mut().expect("there is always a last word").extend(character.to_lowercase());
        }
        before = Some(character);
    }
    let follows = |index: usize| words.get(index + 1).map_or("", String::as_str);
    let full = |(index, word): (usize, &String)| {
        // "Data directory" is a thing of ours, with a place and a lock; "data" alone is not.
        let directory = word == "data" && follows(index).starts_with("dir");
        EMPTY.into_iter().find(|empty| empty == word && !directory)
    };
    words.iter().enumerate().find_map(full)
}

#[cfg(test)]
mod tests {
    use super::{check, empty_word};
    use crate::tidy::tree::Tree;

    #[test]
    fn words_are_found_in_every_case() {
        for name in ["SessionInfo", "session_info", "session-utils", "TipV2", "Manager", "misc"] {
            assert!(empty_word(name).is_some(), "{name}");
        }
        for name in ["Metadata", "Information", "Database", "Commonwealth", "IPv2x", "Utility", "DataDirLock", "data_directory"] {
            assert_eq!(empty_word(name), None, "{name}");
        }
    }

    #[test]
    fn files_modules_and_types_are_read() {
        let tree = Tree::of(&[
            ("crates/a/src/tip.rs", "//! x\nstruct Tip; // TipInfo is only talked about\nuse redis::ConnectionManager;\n"),
            ("crates/a/src/utils.rs", "mod helpers;\npub struct TipData;\n"),
            ("web/a/src/x.ts", "export interface TipInfo {}\n"),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        let expected = [("crates/a/src/utils.rs", 1), ("crates/a/src/utils.rs", 1), ("crates/a/src/utils.rs", 2), ("web/a/src/x.ts", 1)];
        assert_eq!(found, expected.map(|(path, line)| (path.to_owned(), line)));
    }
}
