//! Tests wait for events or move the manual clock; a sleep needs a `// sleep: reason` above it.

use regex::Regex;

use super::Finding;
use super::tree::{Tree, has_extension};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rust_sleep = Regex::new(r"\b(?:time|thread)\s*::\s*sleep(?:_until)?\s*\(|\bsleep\s*\(").expect("a valid pattern");
    let script_sleep = Regex::new(r"\bwaitForTimeout\(|\bsetTimeout\(\s*(?:resolve|r|done)\b").expect("a valid pattern");
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| has_extension(&file.path, &["rs", "ts", "tsx", "mjs"])) {
        let text = file.rust.as_ref().map_or(&file.text, |rust| &rust.code);
        let pattern = if file.rust.is_some() { &rust_sleep } else { &script_sleep };
        let source: Vec<&str> = file.text.lines().collect();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| pattern.is_match(line)) {
            let testing = file.is_test() || file.rust.as_ref().is_some_and(|rust| rust.in_tests(index + 1));
            let declared = line.contains("fn sleep");
            let reasoned = source[index.saturating_sub(1)..=index].iter().any(|line| line.contains("// sleep: "));
            if testing && !reasoned && !declared {
                findings.push(Finding::new(
                    &file.path,
                    index + 1,
                    "a sleep in a test: wait for the event or move the manual clock (or say // sleep: why)",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn sleeps_in_tests_need_a_reason() {
        let tree = Tree::of(&[
            (
                "crates/a/src/job.rs",
                "async fn f() { tokio::time::sleep(pause).await; }\n#[cfg(test)]\nmod tests {\n fn t() { std::thread::sleep(x); }\n}\n",
            ),
            ("tests/src/b.rs", "// sleep: the peer offers no event\nfn f() { std::thread::sleep(x); }\n"),
            ("web/e2e/c.ts", "await page.waitForTimeout(500);\n"),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(found, [("crates/a/src/job.rs".to_owned(), 4), ("web/e2e/c.ts".to_owned(), 1)]);
    }
}
