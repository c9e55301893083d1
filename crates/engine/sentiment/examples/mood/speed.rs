//! How many lines a second one core classifies.

use std::io::Write as _;

use anyhow::Context as _;
use footlights_sentiment::{Classifier, Scratch};

use crate::flags::Flags;

/// Runs; the median counts.
const RUNS: usize = 7;

pub(crate) fn run(flags: &Flags) -> anyhow::Result<()> {
    let file = flags.file.as_ref().context("speed FILE: a line of chat each, after a tab if there is one")?;
    let text = std::fs::read_to_string(file)?;
    let lines: Vec<&str> = text.lines().map(|line| line.split_once('\t').map_or(line, |(_, line)| line)).collect();
    let classifier = Classifier::new(flags.with()?);
    let mut scratch = Scratch::new();
    let mut rates = Vec::new();
    let mut moods = 0;
    for _ in 0..RUNS {
        #[expect(clippy::disallowed_methods, reason = "this is a measure")]
        let start = std::time::Instant::now();
        moods = lines.iter().filter(|line| classifier.classify(line, &mut scratch).is_some()).count();
        rates.push(lines.len() as f64 / start.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    let out = &mut std::io::stdout().lock();
    writeln!(
        out,
        "{} lines, {moods} with a mood: {:.0} lines/s on one core (least {:.0}, most {:.0})",
        lines.len(),
        rates[RUNS / 2],
        rates[0],
        rates[RUNS - 1]
    )?;
    Ok(())
}
