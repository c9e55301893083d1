//! File lengths: talk about it at 300 lines, never past 500; UI components end at 250. Tests and generated files aside.

use super::Finding;
use super::tree::{Tree, has_extension};

const WARNING: usize = 300;
const LIMIT: usize = 500;
const COMPONENT_LIMIT: usize = 250;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in
        tree.files.iter().filter(|file| has_extension(&file.path, &["rs", "ts", "tsx", "css"]) && !file.is_test() && !file.is_generated())
    {
        let all = file.text.lines().count();
        let tests = file.rust.iter().flat_map(|rust| &rust.tests).map(|(first, last)| last - first + 1).sum::<usize>();
        let lines = all - tests.min(all);
        let limit = if has_extension(&file.path, &["tsx"]) { COMPONENT_LIMIT } else { LIMIT };
        if lines > limit {
            findings.push(Finding::new(
                &file.path,
                limit + 1,
                format!("{lines} lines without tests, at most {limit}: one idea a file, so split it by idea"),
            ));
        } else if lines > WARNING {
            findings.push(Finding::warning(&file.path, WARNING + 1, format!("{lines} lines: is this still one idea?")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn long_files_are_found_and_tests_do_not_count() {
        let long = "fn f() {}\n".repeat(501);
        let tested = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn t() {}\n".repeat(600));
        let tree = Tree::of(&[
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/tested.rs", &tested),
            ("crates/a/tests/it/main.rs", &long),
            ("web/studio/src/Page.tsx", &"x\n".repeat(251)),
            ("web/packages/api/src/schema.ts", &format!("// @generated\n{long}")),
        ]);
        let found: Vec<String> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/a/src/long.rs", "web/studio/src/Page.tsx"]);
    }

    #[test]
    fn middling_files_are_only_talked_about() {
        let tree = Tree::of(&[("crates/a/src/middling.rs", &"fn f() {}\n".repeat(301))]);
        assert!(check(&tree).iter().all(|finding| finding.warning) && check(&tree).len() == 1);
    }
}
