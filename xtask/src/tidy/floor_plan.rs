//! The rooms inside a system: a surface translates and knows use cases; only use cases and jobs know the store.

use std::collections::BTreeSet;

use regex::Regex;

use super::Finding;
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let engines: BTreeSet<&str> = tree
        .files
        .iter()
        .filter_map(|file| file.path.strip_prefix("crates/engine/")?.split('/').next())
        .filter(|name| !name.is_empty())
        .collect();
    let store = Regex::new(r"\bcrate\s*::\s*(?:store\b|\{[^;]*\bstore\b)|\bsuper\s*::\s*store\b").expect("a valid pattern");
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let Some((_, inside)) = file.path.strip_prefix("crates/system/").and_then(|path| path.split_once("/src/")) else { continue };
        let room = inside.split('/').next().unwrap_or_default();
        let surface = matches!(room, "surface" | "surface.rs");
        if !matches!(room, "usecase" | "job" | "store" | "store.rs" | "job.rs" | "usecase.rs" | "lib.rs") {
            for found in store.find_iter(&rust.code) {
                let line = line_of(&rust.code, found.start());
                if !rust.in_tests(line) {
                    findings.push(Finding::new(
                        &file.path,
                        line,
                        "only usecase/ and job/ call store/: move this into a use case and call that",
                    ));
                }
            }
        }
        for (line, text) in rust.code_lines().filter(|_| surface) {
            if let Some(engine) = engines.iter().find(|engine| text.contains(&format!("footlights_{engine}::"))) {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("a surface never touches an engine ({engine}): let the use case ask it"),
                ));
            }
        }
    }
    findings
}

fn line_of(text: &str, place: usize) -> usize {
    text[..place].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_surface_that_calls_use_cases_is_fine() {
        let tree = Tree::of(&[
            ("crates/engine/alerts/src/lib.rs", ""),
            ("crates/system/companion/src/surface/rest/tips.rs", "use footlights_store::Store;\nuse crate::usecase::record_tip;\n"),
            ("crates/system/companion/src/usecase/record_tip.rs", "use crate::store::tip;\nuse footlights_alerts::Lane;\n"),
        ]);
        assert_eq!(check(&tree), []);
    }

    #[test]
    fn a_surface_that_calls_the_store_or_an_engine_is_found() {
        let tree = Tree::of(&[
            ("crates/engine/alerts/src/lib.rs", ""),
            (
                "crates/system/companion/src/surface/rest.rs",
                "use crate::{model, store};\nuse crate::store::tip;\nuse footlights_alerts::Lane;\n",
            ),
            ("crates/system/companion/src/model/tip.rs", "fn f() { crate::store::tip::add(); }\n"),
        ]);
        let lines: Vec<(String, usize)> = check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(lines.iter().map(|(_, line)| *line).collect::<Vec<_>>(), [1, 2, 3, 1]);
    }
}
