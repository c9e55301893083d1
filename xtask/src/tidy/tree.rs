//! The files of the workspace as the checks see them: what git tracks or would track.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::rust_text::RustText;
use crate::shell;

/// One text file; `path` is relative to the root, with forward slashes.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
    /// Present for `.rs` files.
    pub(super) rust: Option<RustText>,
}

impl File {
    fn new(path: String, text: String) -> Self {
        let rust = has_extension(&path, &["rs"]).then(|| RustText::parse(&text));
        Self { path, text, rust }
    }

    /// Tests aside: a file that holds nothing but tests.
    pub(super) fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let folders = self.path.split('/').rev().skip(1);
        folders.into_iter().any(|folder| matches!(folder, "tests" | "e2e" | "test"))
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            || [".test.ts", ".test.tsx", ".spec.ts", ".spec.tsx"].iter().any(|end| name.ends_with(end))
    }

    /// Written by a tool, not by hand.
    pub(super) fn is_generated(&self) -> bool {
        let opening: String = self.text.lines().take(6).collect();
        opening.contains("@generated") || opening.contains("auto-generated")
    }
}

/// Whether a path ends in one of these extensions.
pub(super) fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

impl Tree {
    pub(super) fn of_workspace(root: &Path) -> Result<Self> {
        let list = shell::read(&mut shell::words("git ls-files --cached --others --exclude-standard"))?;
        let mut files = Vec::new();
        for path in list.lines() {
            // Pictures and fonts are not text, and a file just deleted is still listed: neither concerns a check.
            if let Ok(text) = fs::read_to_string(root.join(path)) {
                files.push(File::new(path.to_owned(), text));
            }
        }
        Ok(Self { files })
    }

    /// The Rust files with their parsed text.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&File, &RustText)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| File::new((*path).to_owned(), (*text).to_owned())).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn tests_are_told_by_their_place_or_name() {
        let tree = Tree::of(&[
            ("tests/src/lib.rs", ""),
            ("crates/a/tests/it/main.rs", ""),
            ("web/x.test.ts", ""),
            ("crates/a/src/tests.rs", ""),
            ("crates/testkit/src/lib.rs", ""),
        ]);
        assert_eq!(tree.files.iter().map(super::File::is_test).collect::<Vec<_>>(), [true, true, true, true, false]);
    }
}
