//! How many lines a second one core classifies, and brings into pulses.

use std::io::Write as _;

use anyhow::Context as _;
use footlights_base::{PlatformSessionId, Timestamp};
use footlights_sentiment::{Classifier, Mood, PulseConfig, Pulses, Roles, Scratch, Viewer};

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
        let start = cpu_seconds()?;
        moods = lines.iter().filter(|line| classifier.classify(line, &mut scratch).is_some()).count();
        rates.push(lines.len() as f64 / (cpu_seconds()? - start));
    }
    rates.sort_by(f64::total_cmp);
    let out = &mut std::io::stdout().lock();
    writeln!(
        out,
        "{} lines, {moods} with a mood: {:.0} lines a CPU second (least {:.0}, most {:.0})",
        lines.len(),
        rates[RUNS / 2],
        rates[0],
        rates[RUNS - 1]
    )?;
    let felt: Vec<Option<Mood>> = lines.iter().map(|line| classifier.classify(line, &mut scratch)).collect();
    let mut rates: Vec<f64> = (0..RUNS).map(|_| pulsed(&felt)).collect::<anyhow::Result<_>>()?;
    rates.sort_by(f64::total_cmp);
    Ok(writeln!(out, "and on into pulses: {:.0} lines a CPU second (least {:.0}, most {:.0})", rates[RUNS / 2], rates[0], rates[RUNS - 1])?)
}

/// Lines a second that become pulses once they are classified: of 2,000 people who write ten thousand lines a second.
fn pulsed(felt: &[Option<Mood>]) -> anyhow::Result<f64> {
    let users: Vec<String> = (0..2_000).map(|number| format!("user-{number}")).collect();
    let (rules, session) = (PulseConfig::default().check()?, PlatformSessionId::from_bytes([1; 16]));
    let mut pulses = Pulses::begin(rules, session, [7; 32], Timestamp::from_millis(0));
    let start = cpu_seconds()?;
    for (number, mood) in felt.iter().enumerate() {
        let viewer = Viewer { user: &users[number * 7 % users.len()], roles: Roles::default() };
        pulses.handle_line(Timestamp::from_millis(i64::try_from(number / 10)?), &viewer, *mood)?;
    }
    anyhow::ensure!(pulses.end(Timestamp::from_millis(i64::MAX / 2)).is_some() || felt.len() < 1_000, "a pulse is told");
    Ok(felt.len() as f64 / (cpu_seconds()? - start))
}

/// CPU time of this thread, so that other work on the machine does not count. Linux only, like the peers.
fn cpu_seconds() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").context("Linux")?;
    let nanoseconds: u64 = text.split(' ').next().context("a figure")?.parse()?;
    Ok(nanoseconds as f64 / 1e9)
}
