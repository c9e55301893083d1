//! Every Rust file opens with `//!`: what it owns and what it does not know.

use super::Finding;
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let silent = |text: &str| !text.lines().map(str::trim).find(|line| !line.is_empty()).is_some_and(|line| line.starts_with("//!"));
    tree.rust()
        .filter(|(file, _)| silent(&file.text) && !file.is_generated())
        .map(|(file, _)| {
            Finding::new(&file.path, 1, "open with //! and one or two sentences: what this module owns, what it does not know")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn silent_modules_are_found() {
        let tree = Tree::of(&[("a.rs", "//! Tips.\n"), ("b.rs", "use std::fs;\n"), ("c.rs", "// note\n//! Tips.\n")]);
        assert_eq!(check(&tree).into_iter().map(|finding| finding.path).collect::<Vec<_>>(), ["b.rs", "c.rs"]);
    }
}
