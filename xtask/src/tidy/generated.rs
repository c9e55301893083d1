//! Committed generated files are what their generator writes today.

use anyhow::Result;

use super::Finding;
use super::tree::Tree;
use crate::codegen;

pub(super) fn check_workspace(tree: &Tree) -> Result<Vec<Finding>> {
    codegen::build()?;
    let mut findings = Vec::new();
    for generated in codegen::FROM_THE_SERVER {
        let committed = tree.file(generated.path).map_or("", |file| file.text.as_str());
        findings.extend(compare(generated.path, committed, &codegen::fresh(&generated)?));
    }
    Ok(findings)
}

fn compare(path: &str, committed: &str, fresh: &str) -> Option<Finding> {
    if committed == fresh {
        return None;
    }
    let same = committed.lines().zip(fresh.lines()).take_while(|(old, new)| old == new).count();
    Some(Finding::new(path, same + 1, "is not what the code says today: cargo xtask codegen, then commit it"))
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn stale_files_are_found_at_the_first_difference() {
        assert_eq!(compare("a", "x\ny\n", "x\ny\n"), None);
        assert_eq!(compare("a", "x\ny\n", "x\nz\n").expect("stale").line, 2);
        assert_eq!(compare("a", "x\n", "x\ny\n").expect("stale").line, 2);
    }
}
