//! What we stand on is licensed as `deny.toml` allows and comes from the public registries alone: crates and npm packages.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::tree::Tree;
use super::{Finding, spdx};
use crate::shell;

const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// npm packages whose licence somebody looked at, with the reason.
const SEEN_BY_HAND: &str = "web/licences.toml";
const PACKAGES: &str = "https://registry.npmjs.org/";

/// Licences and exceptions of `deny.toml`.
struct Allowed {
    licences: Vec<String>,
    exceptions: Vec<(String, Vec<String>)>,
}

impl Allowed {
    fn read(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse().context("deny.toml is not TOML")?;
        let strings = |value: Option<&toml::Value>| -> Vec<String> {
            value.and_then(toml::Value::as_array).into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        };
        let licences = table.get("licenses").context("deny.toml has no [licenses]")?;
        let exception = |item: &toml::Value| {
            let name = item.get("name").or_else(|| item.get("crate"))?.as_str()?.to_owned();
            Some((name, strings(item.get("allow"))))
        };
        let exceptions = licences.get("exceptions").and_then(toml::Value::as_array).into_iter().flatten().filter_map(exception).collect();
        Ok(Self { licences: strings(licences.get("allow")), exceptions })
    }

    fn permits(&self, name: &str, expression: &str) -> bool {
        let exception = self.exceptions.iter().filter(|(package, _)| package == name).flat_map(|(_, allow)| allow);
        let allow: Vec<String> = self.licences.iter().chain(exception).cloned().collect();
        spdx::allowed(expression, &allow)
    }
}

pub(super) fn check_workspace(tree: &Tree) -> Result<Vec<Finding>> {
    let deny = tree.file("deny.toml").context("deny.toml is missing: it lists the licences we may use")?;
    let allowed = Allowed::read(&deny.text)?;
    let metadata = shell::read(shell::cargo().args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let mut findings = crates(&metadata, &allowed);
    let seen = tree
        .file(SEEN_BY_HAND)
        .map(|file| file.text.parse::<toml::Table>())
        .transpose()
        .with_context(|| format!("{SEEN_BY_HAND} is not TOML"))?;
    let seen = seen.unwrap_or_default();
    for lock in tree.files.iter().filter(|file| file.path.ends_with("package-lock.json")) {
        let parsed: Value = serde_json::from_str(&lock.text).with_context(|| format!("{} is not JSON", lock.path))?;
        findings.extend(packages(&lock.path, &parsed, &allowed, &seen));
    }
    Ok(findings)
}

fn crates(metadata: &Value, allowed: &Allowed) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        if let Some(source) = package["source"].as_str().filter(|source| *source != CRATES) {
            findings.push(Finding::new("Cargo.lock", 1, format!("{name} comes from {source}: take it from crates.io")));
        }
        if !allowed.permits(name, licence) {
            findings.push(Finding::new(
                "Cargo.lock",
                1,
                format!("{name} is licensed \"{licence}\", which deny.toml does not allow: choose another crate"),
            ));
        }
    }
    findings
}

fn packages(path: &str, lock: &Value, allowed: &Allowed, seen: &toml::Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    let seen = seen.get("package").and_then(toml::Value::as_array).map_or(&[] as &[toml::Value], Vec::as_slice);
    let by_hand = |name: &str, licence: &str| {
        let text = |item: &toml::Value, key: &str| item.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        seen.iter().any(|item| text(item, "name").as_deref() == Some(name) && text(item, "licence").as_deref() == Some(licence))
    };
    for (folder, package) in lock["packages"].as_object().into_iter().flatten().filter(|(folder, _)| folder.contains("node_modules/")) {
        let name = folder.rsplit("node_modules/").next().unwrap_or_default();
        if package["link"].as_bool() == Some(true) {
            continue;
        }
        match package["resolved"].as_str() {
            Some(source) if !source.starts_with(PACKAGES) => {
                findings.push(Finding::new(
                    path,
                    1,
                    format!("{name} is locked to another registry: its address must start with {PACKAGES}"),
                ));
            }
            _ => {}
        }
        let licence = package["license"].as_str().unwrap_or_default();
        if !allowed.permits(name, licence) && !by_hand(name, licence) {
            findings.push(Finding::new(
                path,
                1,
                format!("{name} is licensed \"{licence}\", which deny.toml does not allow: choose another package, or look at it and say so in {SEEN_BY_HAND}"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Allowed, crates, packages};
    use serde_json::json;

    fn allowed() -> Allowed {
        Allowed::read("[licenses]\nallow = [\"MIT\"]\n[[licenses.exceptions]]\nname = \"fonts\"\nallow = [\"OFL-1.1\"]\n").expect("TOML")
    }

    #[test]
    fn crates_from_the_registry_with_an_allowed_licence_are_fine() {
        let good = json!({"packages": [{"name": "a", "license": "MIT OR GPL-3.0", "source": super::CRATES}, {"name": "ours", "license": "MIT", "source": null}]});
        assert_eq!(crates(&good, &allowed()), []);
        let bad = json!({"packages": [{"name": "a", "license": "GPL-3.0", "source": "git+https://example.org/a"}, {"name": "b", "license": null, "source": super::CRATES}]});
        assert_eq!(crates(&bad, &allowed()).len(), 3);
    }

    #[test]
    fn npm_packages_are_held_to_the_same() {
        let good = json!({"packages": {"": {}, "studio": {}, "node_modules/@footlights/live": {"link": true},
            "node_modules/a": {"resolved": "https://registry.npmjs.org/a/-/a-1.tgz", "license": "MIT"},
            "node_modules/a/node_modules/fonts": {"resolved": "https://registry.npmjs.org/f/-/f-1.tgz", "license": "OFL-1.1"}}});
        assert_eq!(packages("web/package-lock.json", &good, &allowed(), &toml::Table::new()), []);
        let bad = json!({"packages": {"node_modules/a": {"resolved": "https://mirror.example/a-1.tgz", "license": "OFL-1.1"}}});
        assert_eq!(packages("web/package-lock.json", &bad, &allowed(), &toml::Table::new()).len(), 2);
        let seen = "[[package]]\nname = \"a\"\nlicence = \"OFL-1.1\"\n".parse().expect("TOML");
        assert_eq!(packages("web/package-lock.json", &bad, &allowed(), &seen).len(), 1);
    }
}
