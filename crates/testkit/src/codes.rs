//! The stable codes of refusals: what sources refuse with is listed, and what is listed is refused with.

use std::collections::BTreeSet;
use std::path::Path;

/// The file in which a crate lists its codes.
const LIST: &str = "codes.rs";

/// Compares the codes that the sources below `folders` refuse with to those that are listed. Tests are not looked at.
///
/// `own`: listed by this crate, each of which must be used. `others`: of what it stands on.
///
/// # Panics
/// When they differ, and when fewer than `at_least` are found, since then the scan itself is broken.
pub fn assert_codes_are_listed(folders: &[&Path], own: &[(&str, &str)], others: &[(&str, &str)], at_least: usize) {
    let mut sources = Vec::new();
    folders.iter().for_each(|folder| read_sources(folder, &mut sources));
    let found: BTreeSet<String> = sources.iter().flat_map(|source| codes_in(source)).collect();
    assert!(found.len() >= at_least, "the scan finds nothing: {found:?}");
    let listed = |code: &str| own.iter().chain(others).any(|(listed, _)| *listed == code);
    let missing: Vec<_> = found.iter().filter(|code| !listed(code)).collect();
    assert!(missing.is_empty(), "not in CODES: {missing:?}");
    let written = |code: &str| sources.iter().any(|source| source.contains(&format!("\"{code}\"")));
    let unused: Vec<_> = own.iter().map(|(code, _)| *code).filter(|code| !written(code)).collect();
    assert!(unused.is_empty(), "nobody refuses with: {unused:?}");
}

/// The text of every source below `folder`, without its tests.
fn read_sources(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("an entry has a name").to_owned();
        if path.is_dir() {
            if name != "tests" {
                read_sources(&path, into);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") && name != LIST && name != "tests.rs" {
            let text = std::fs::read_to_string(&path).expect("a source is text");
            into.push(without_tests(&text).to_owned());
        }
    }
}

fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source)
}

/// Every code that a source refuses with: the first code-like literal after `Rejection::new(`, `Rejection::field(`,
/// `refuse(`, or after `code:`.
fn codes_in(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for marker in ["Rejection::new(", "Rejection::field(", "refuse(", "code: \""] {
        for (at, _) in source.match_indices(marker) {
            let from = at + marker.len() - usize::from(marker.ends_with('"'));
            let call = source[from..].split(';').next().unwrap_or("");
            let literals = call.split('"').skip(1).step_by(2);
            found.extend(literals.take(2).find(|text| is_code(text)).map(str::to_owned));
        }
    }
    found
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::{assert_codes_are_listed, codes_in, without_tests};

    const SOURCE: &str = r#"Err(Rejection::new(ErrorKind::Conflict, "one_code", "Detail")); Rejection::field("/a", "two_code", "x");
        FieldError { field: f, code: "three_code", detail: d }; refuse("four_code", d);
#[cfg(test)]
mod tests { Rejection::new(K, "never", "") }"#;

    #[test]
    fn codes_are_found_where_they_are_made() {
        let found: Vec<_> = codes_in(without_tests(SOURCE)).into_iter().collect();
        assert_eq!(found, ["four_code", "one_code", "three_code", "two_code"]);
    }

    /// Whether the check passes on a folder with the source above.
    fn passes(own: &[(&str, &str)]) -> bool {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("lib.rs"), SOURCE).expect("written");
        let others = [("four_code", "")];
        std::panic::catch_unwind(|| assert_codes_are_listed(&[folder.path()], own, &others, 4)).is_ok()
    }

    #[test]
    fn missing_and_unused_codes_are_named() {
        let three = [("one_code", ""), ("two_code", ""), ("three_code", "")];
        assert!(passes(&three));
        assert!(!passes(&three[..2]), "one is not listed");
        assert!(!passes(&[&three[..], &[("never", "")]].concat()), "one is used in tests only");
    }
}
