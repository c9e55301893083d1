//! Marks that switch a rule off or leave work behind: `#[allow]`, `#[ignore]`, `todo!`, skipped or lonely web tests.

use regex::Regex;

use super::Finding;
use super::tree::{Tree, has_extension};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let rust_rules = [
        (
            r"#!?\[\s*(?:cfg_attr\([^\]]*)?allow\s*\(",
            "use #[expect(lint, reason = \"…\")], which says why and ends when it is no longer needed",
        ),
        (r"#\[\s*ignore\b", "a test that does not run proves nothing: mend it or remove it"),
        (r"\b(?:todo|unimplemented)!", "finish it or leave it out"),
    ]
    .map(|(pattern, advice)| (Regex::new(pattern).expect("a valid pattern"), advice));
    let script_rules = [
        (r"\b(?:it|test|describe)\.(?:skip|only|todo)\b", "every test runs, always: mend it or remove it"),
        (r"@ts-(?:ignore|nocheck)", "use @ts-expect-error with the reason, or mend the type"),
        (r"biome-ignore-all", "ignore one line with a reason, not a file"),
    ]
    .map(|(pattern, advice)| (Regex::new(pattern).expect("a valid pattern"), advice));
    let unfinished = Regex::new(r"\b(?:TODO|FIXME|XXX|HACK)\b").expect("a valid pattern");
    let mut findings = Vec::new();
    // The rules' own samples and patterns stand in string literals of this crate, which are not code.
    for (file, rust) in tree.rust() {
        for (index, line) in rust.code.lines().enumerate() {
            for (pattern, advice) in rust_rules.iter().filter(|(pattern, _)| pattern.is_match(line)) {
                let found = pattern.find(line).map_or("", |found| found.as_str());
                findings.push(Finding::new(&file.path, index + 1, format!("{found}: {advice}")));
            }
        }
        for comment in rust.comments.iter().filter(|comment| unfinished.is_match(&comment.text)) {
            findings.push(Finding::new(&file.path, comment.line, "a note to come back later: do it now, or say why it is right as it is"));
        }
    }
    for file in tree.files.iter().filter(|file| has_extension(&file.path, &["ts", "tsx", "js", "mjs", "css"]) && !file.is_generated()) {
        for (index, line) in file.text.lines().enumerate() {
            for (_, advice) in script_rules.iter().filter(|(pattern, _)| pattern.is_match(line)) {
                findings.push(Finding::new(&file.path, index + 1, *advice));
            }
            if unfinished.is_match(line) {
                findings.push(Finding::new(&file.path, index + 1, "a note to come back later: do it now, or say why it is right as it is"));
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
    fn marks_with_reasons_are_fine() {
        let tree = Tree::of(&[
            ("a.rs", "#[expect(dead_code, reason = \"x\")]\nfn f() { let s = \"todo!()\"; }\n"),
            ("a.test.ts", "it('x', () => {})\n"),
        ]);
        assert_eq!(check(&tree), []);
    }

    #[test]
    fn marks_that_hide_are_found() {
        let tree = Tree::of(&[
            ("a.rs", "#[allow(dead_code)]\n#![allow(unused)]\n#[test]\n#[ignore]\nfn f() { todo!() } // TODO later\n"),
            ("b.test.ts", "it.skip('x')\n// @ts-ignore\n"),
        ]);
        assert_eq!(check(&tree).iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 2, 4, 5, 5, 1, 2]);
    }
}
