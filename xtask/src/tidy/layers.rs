//! Layer edges, derived from the folder a crate stands in.

use std::collections::BTreeMap;

use super::Finding;
use super::tree::Tree;

/// `ground` crates, lower first: each may know those before it.
const GROUND: [&str; 6] = ["store", "cluster", "outbound", "program", "realtime", "surface"];

/// Systems and the systems each may know (ARCHITECTURE.md, "Who may know whom").
const SYSTEMS: [(&str, &[&str]); 9] = [
    ("identity", &[]),
    ("parlor", &["identity"]),
    ("economy", &["identity", "parlor"]),
    ("companion", &["identity", "parlor", "economy"]),
    ("games", &["identity", "parlor", "economy"]),
    ("watch", &["identity", "parlor", "economy"]),
    ("voice", &["identity", "parlor", "economy"]),
    ("broadcast", &["identity"]),
    ("showtime", &["identity", "parlor", "economy", "companion", "games", "watch", "voice", "broadcast"]),
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Base,
    Engine,
    Ground(String),
    System(String),
    Server,
    Testkit,
    /// `bench`, `tests`, `xtask`: nobody depends on them.
    Tool(String),
}

fn place(folder: &str) -> Option<Place> {
    match folder.split('/').collect::<Vec<_>>()[..] {
        ["crates", "base"] => Some(Place::Base),
        ["crates", "engine", _] => Some(Place::Engine),
        ["crates", "ground", name] => Some(Place::Ground(name.to_owned())),
        ["crates", "system", name] => Some(Place::System(name.to_owned())),
        ["crates", "server"] => Some(Place::Server),
        ["crates", "testkit"] => Some(Place::Testkit),
        [tool @ ("bench" | "tests" | "xtask")] => Some(Place::Tool(tool.to_owned())),
        _ => None,
    }
}

/// Why `from` may not know `to`, or `None` when it may. `dev` is an edge for tests only.
fn refusal(from: &Place, to: &Place, dev: bool) -> Option<String> {
    use Place::{Base, Engine, Ground, Server, System, Testkit, Tool};
    let no = |why: &str| Some(why.to_owned());
    match (from, to) {
        (_, Tool(tool)) => Some(format!("nothing depends on {tool}/")),
        (Tool(tool), _) if tool == "xtask" => no("xtask reads the crates' text and depends on none of them"),
        (Tool(_), _) => None,
        (_, Testkit) if dev => None,
        (_, Testkit) => no("testkit is a dev-dependency only"),
        (Base, _) => no("base is layer 0 and knows nobody"),
        (_, Base) => None,
        (Engine, Engine) => no("engines never know each other: put the shared word into base"),
        (Engine, _) => no("engines are pure: they know base and nothing else"),
        (Ground(_) | System(_) | Server | Testkit, Engine) => None,
        (Ground(a), Ground(b)) => {
            let order = |name: &str| GROUND.iter().position(|ground| *ground == name);
            (order(b) >= order(a)).then(|| format!("ground goes downward only: {}", GROUND.join(" ← ")))
        }
        (Testkit | System(_) | Server, Ground(_)) | (Server, System(_)) => None,
        (Ground(_) | Testkit, System(_)) => {
            no("no system may be known below layer 3: subscribe upwards, or own a slot that the system fills")
        }
        (System(a), System(b)) => {
            let may = SYSTEMS.iter().find(|(name, _)| name == a).map_or(&[] as &[&str], |(_, lower)| lower);
            let allowed = if may.is_empty() { "no system".to_owned() } else { may.join(", ") };
            (!may.contains(&b.as_str())).then(|| format!("{a} may know {allowed}; a higher system subscribes to a lower one's events"))
        }
        (_, Server) => no("server is the top: nothing but black-box tools stands on it"),
    }
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut crates = BTreeMap::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let folder = file.path.trim_end_matches("/Cargo.toml");
        let Ok(manifest) = file.text.parse::<toml::Table>() else {
            findings.push(Finding::new(&file.path, 1, "this is not TOML: mend it"));
            continue;
        };
        let name =
            manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        match place(folder) {
            Some(place) => drop(crates.insert(name, (place, file, manifest))),
            None => {
                findings.push(Finding::new(&file.path, 1, "no layer has this folder: move the crate below crates/{engine,ground,system}/"))
            }
        }
    }
    for (place, file, manifest) in crates.values() {
        if let Place::System(name) = place
            && !SYSTEMS.iter().any(|(known, _)| known == name)
        {
            let what = format!("{name} is a new system: say in xtask/src/tidy/layers.rs which systems it may know, and in ARCHITECTURE.md");
            findings.push(Finding::new(&file.path, 1, what));
        }
        for (section, dev) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
            let Some(dependencies) = manifest.get(section).and_then(toml::Value::as_table) else { continue };
            for (key, value) in dependencies {
                let name = value.get("package").and_then(toml::Value::as_str).unwrap_or(key);
                let Some((to, ..)) = crates.get(name) else { continue };
                // A crate may name itself for tests, to switch on its own `testing` feature.
                if dev && to == place {
                    continue;
                }
                if let Some(why) = refusal(place, to, dev) {
                    let line = file.text.lines().position(|line| line.trim_start().starts_with(key.as_str())).unwrap_or(0) + 1;
                    findings.push(Finding::new(&file.path, line, format!("must not depend on {name}: {why}")));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn findings(folder: &str, name: &str, section: &str, on: &str) -> Vec<String> {
        let manifest = format!("[package]\nname = \"{name}\"\n[{section}]\n{on}.workspace = true\n");
        let path = format!("{folder}/Cargo.toml");
        let others: Vec<(String, String)> = [
            ("crates/base", "base"),
            ("crates/engine/hype", "hype"),
            ("crates/engine/alerts", "alerts"),
            ("crates/ground/store", "store"),
            ("crates/ground/surface", "surface"),
            ("crates/system/identity", "identity"),
            ("crates/system/companion", "companion"),
            ("crates/testkit", "testkit"),
            ("bench", "bench"),
        ]
        .iter()
        .filter(|(other, _)| *other != folder)
        .map(|(folder, name)| (format!("{folder}/Cargo.toml"), format!("[package]\nname = \"{name}\"\n")))
        .collect();
        let mut files: Vec<(&str, &str)> = others.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.push((&path, &manifest));
        check(&Tree::of(&files)).into_iter().map(|finding| format!("{}:{} {}", finding.path, finding.line, finding.what)).collect()
    }

    #[test]
    fn edges_downward_are_fine() {
        for (folder, name, section, on) in [
            ("crates/engine/hype", "hype", "dependencies", "base"),
            ("crates/ground/surface", "surface", "dependencies", "store"),
            ("crates/system/companion", "companion", "dependencies", "identity"),
            ("crates/system/companion", "companion", "dev-dependencies", "testkit"),
            ("crates/server", "server", "dependencies", "companion"),
            ("bench", "bench", "dependencies", "companion"),
        ] {
            assert_eq!(findings(folder, name, section, on), Vec::<String>::new(), "{name} on {on}");
        }
    }

    #[test]
    fn edges_sideways_and_upward_are_found_with_their_line() {
        let found = findings("crates/engine/hype", "hype", "dependencies", "alerts");
        assert!(found[0].starts_with("crates/engine/hype/Cargo.toml:4 must not depend on alerts: engines never know"), "{found:?}");
        for (folder, name, section, on) in [
            ("crates/base", "base", "dependencies", "hype"),
            ("crates/engine/hype", "hype", "dependencies", "store"),
            ("crates/ground/store", "store", "dependencies", "surface"),
            ("crates/ground/store", "store", "dependencies", "identity"),
            ("crates/system/identity", "identity", "dependencies", "companion"),
            ("crates/system/companion", "companion", "dependencies", "testkit"),
            ("crates/system/companion", "companion", "dependencies", "bench"),
            ("crates/testkit", "testkit", "dependencies", "identity"),
        ] {
            assert_eq!(findings(folder, name, section, on).len(), 1, "{name} on {on}");
        }
    }

    #[test]
    fn a_crate_without_a_layer_is_found() {
        let tree = Tree::of(&[("crates/stray/Cargo.toml", "[package]\nname = \"stray\"\n")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
