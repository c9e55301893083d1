//! The rooms inside a system: a surface translates and knows use cases, and nobody knows it; only use cases and jobs know the store.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut doors = BTreeMap::new();
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let Some((system, inside)) = file.path.strip_prefix("crates/system/").and_then(|path| path.split_once("/src/")) else { continue };
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
        if !surface && inside != "lib.rs" {
            let door = doors.entry(system).or_insert_with(|| Door::of(tree, system));
            for line in door.knocks(&rust.code).into_iter().filter(|line| !rust.in_tests(*line)) {
                let what = "nothing below surface/ knows surface/: move what both need into another room, or let the surface fill a slot";
                findings.push(Finding::new(&file.path, line, what));
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

/// The ways to a system's surface: its room, and what the system's `lib.rs` passes on of it.
struct Door {
    pattern: Regex,
}

impl Door {
    fn of(tree: &Tree, system: &str) -> Self {
        let passed_on = Regex::new(r"pub use surface\s*::\s*(?:\w+\s*::\s*)*(\w+|\{[^}]*\})\s*;").expect("a valid pattern");
        let root = format!("crates/system/{system}/src/lib.rs");
        let mut names = vec!["surface".to_owned()];
        for (_, lib) in tree.rust().filter(|(file, _)| file.path == root) {
            for found in passed_on.captures_iter(&lib.code) {
                let each =
                    found[1].trim_matches(['{', '}']).split(',').map(|name| name.split(" as ").last().unwrap_or(name).trim().to_owned());
                names.extend(each.filter(|name| !name.is_empty()));
            }
        }
        let names = names.join("|");
        // In braces only what stands at the top: `{model::socket}` is no way to the surface.
        let pattern = format!(r"\b(?:crate|super)\s*::\s*(?:(?:{names})\b|\{{(?:[^;]*[,{{])?\s*(?:{names})\s*(?:::|,|\}}|as\b))");
        Self { pattern: Regex::new(&pattern).expect("names are words") }
    }

    /// The lines that go through it.
    fn knocks(&self, code: &str) -> Vec<usize> {
        self.pattern.find_iter(code).map(|found| line_of(code, found.start())).collect()
    }
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

    #[test]
    fn a_room_that_knows_the_surface_is_found() {
        let lib = (
            "crates/system/companion/src/lib.rs",
            "mod surface;\npub use surface::rest::rest;\npub use surface::socket::{\n    board, socket,\n};\n",
        );
        let lines = |source: &str| -> Vec<usize> {
            let tree = Tree::of(&[lib, ("crates/system/companion/src/job/conductor.rs", source)]);
            check(&tree).into_iter().map(|finding| finding.line).collect()
        };
        assert_eq!(lines("use crate::surface::socket::follow;\n"), [1]);
        assert_eq!(lines("use crate::{\n    Overlays, board,\n};\nfn f() { crate::socket(); }\n"), [1, 4], "by what the system passes on");
        assert_eq!(lines("use crate::{surface::rest, Overlays};\n"), [1]);
        assert_eq!(lines("use crate::model::{board, Session};\nuse footlights_surface::Caller;\nuse crate::{Overlays, boards};\n"), [0; 0]);
        assert_eq!(lines("fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::surface::rest;\n}\n"), [0; 0], "a test may ask it");
        let edge = Tree::of(&[lib, ("crates/system/companion/src/surface/socket.rs", "use crate::surface::rest::rest;\n")]);
        assert_eq!(check(&edge), []);
    }
}
