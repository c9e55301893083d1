//! The rules of the house that no compiler checks, derived from where a file stands and what is written in it.
//!
//! Owns: the list of checks, each in a file of its own with a good and a bad sample. A finding names path and line,
//! what is wrong and what to do. Knows no crate of the workspace.

mod attributes;
mod crate_list;
mod floor_plan;
mod generated;
mod layers;
mod lengths;
mod licences;
mod names;
mod openings;
mod rust_text;
mod sleeps;
mod spdx;
mod sql;
mod tree;

use std::process::ExitCode;

use anyhow::Result;

use crate::{say, shell, time};
use tree::Tree;

/// One broken rule: where, what, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    what: String,
    /// A warning is shown and fails nothing.
    warning: bool,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), warning: false }
    }

    fn warning(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { warning: true, ..Self::new(path, line, what) }
    }
}

/// What a check is about, and the check.
type Check = (&'static str, fn(&Tree) -> Vec<Finding>);

/// The checks that only read text.
const CHECKS: [Check; 9] = [
    ("layers: a crate's folder says what it may depend on", layers::check),
    ("floor plan: surfaces know use cases, only use cases and jobs know the store", floor_plan::check),
    ("lengths: files", lengths::check),
    ("names: files, modules, types", names::check),
    ("attributes: no allow, no ignore, nothing left to do", attributes::check),
    ("openings: every module says what it owns", openings::check),
    ("sql: what the two databases understand alike", sql::check),
    ("sleeps: tests wait for events", sleeps::check),
    ("crate list: ARCHITECTURE.md names every crate", crate_list::check),
];

/// Runs all checks; `quick` leaves out those that must build something.
pub(crate) fn run(quick: bool) -> Result<ExitCode> {
    let watch = time::Stopwatch::start();
    let tree = Tree::of_workspace(&shell::root())?;
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|(_, check)| check(&tree)).collect();
    findings.extend(licences::check_workspace(&tree)?);
    let mut checks = CHECKS.len() + 1;
    if !quick {
        findings.extend(generated::check_workspace(&tree)?);
        checks += 1;
    }
    findings.sort();
    for finding in &findings {
        let kind = if finding.warning { "warning: " } else { "" };
        say::line(format_args!("{}:{}: {kind}{}", finding.path, finding.line, finding.what));
    }
    let broken = findings.iter().filter(|finding| !finding.warning).count();
    let warnings = findings.len() - broken;
    let took = time::spoken(watch.elapsed());
    say::line(format_args!("tidy: {checks} checks over {} files, {broken} broken rules, {warnings} warnings, {took}", tree.files.len()));
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
