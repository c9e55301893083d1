//! The crate table of ARCHITECTURE.md and the workspace are the same list.

use std::collections::BTreeSet;

use regex::Regex;

use super::Finding;
use super::tree::Tree;

const MAP: &str = "ARCHITECTURE.md";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(map) = tree.file(MAP) else {
        return vec![Finding::new(MAP, 1, "is missing: it is the map one reads first")];
    };
    let row = Regex::new(r"^\|\s*`([a-z][a-z0-9/_-]*[a-z0-9])`\s*\|").expect("a valid pattern");
    let mut findings = Vec::new();
    let mut listed = BTreeSet::new();
    let crates: BTreeSet<&str> = tree.files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml")).collect();
    for (index, line) in map.text.lines().enumerate() {
        let Some(folder) = row.captures(line).and_then(|capture| capture.get(1)).map(|found| found.as_str()) else { continue };
        listed.insert(folder);
        if !crates.contains(folder) {
            findings.push(Finding::new(MAP, index + 1, format!("lists {folder}, which is no crate: remove the row")));
        }
    }
    for folder in crates.difference(&listed) {
        findings.push(Finding::new(MAP, 1, format!("does not list {folder}: add a row | `{folder}` | what it owns |")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn the_list_and_the_workspace_agree() {
        let good = "# Map\n\n| crate | owns |\n| --- | --- |\n| `crates/base` | words |\n";
        assert_eq!(check(&Tree::of(&[("ARCHITECTURE.md", good), ("crates/base/Cargo.toml", "")])), []);
    }

    #[test]
    fn rows_too_many_and_too_few_are_found() {
        let tree = Tree::of(&[("ARCHITECTURE.md", "| `crates/gone` | x |\n"), ("crates/base/Cargo.toml", "")]);
        assert_eq!(check(&tree).len(), 2);
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
