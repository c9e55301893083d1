//! The labelled chat lines beside this crate. The odd lines are for tuning, the even ones for the figure.

use std::path::Path;

use anyhow::Context as _;

use crate::goemotions::Example;

/// The file, from the crate's folder.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/chat.tsv");

/// Which half.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Looked at while tuning.
    Tune,
    /// Never looked at, only counted.
    Test,
}

/// Reads one half.
pub(crate) fn read(half: Half) -> anyhow::Result<Vec<Example>> {
    let text = std::fs::read_to_string(Path::new(FILE)).context("data/chat.tsv")?;
    let rows = text.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
    let wanted = usize::from(half == Half::Test);
    rows.enumerate()
        .filter(|(index, _)| index % 2 == wanted)
        .map(|(_, row)| {
            let (label, line) = row.split_once('\t').with_context(|| format!("no tab: {row}"))?;
            let label = if label == "None" { None } else { Some(label.parse()?) };
            Ok(Example { line: line.to_owned(), label })
        })
        .collect()
}
