//! Curves as lines of text: what a terminal shows while a scenario is played, and at its end.
//!
//! Owns: the text. Does not know: when it is drawn.

use std::fmt::Write as _;

use footlights_crowd::Reason;
use footlights_hype::Level;

use super::bands::Banded;
use super::figure::plot::grouped;
use super::length::Length;
use super::record::{Curve, MOODS, Record};
use super::scenario::Checked;

/// Blocks of an eighth, a quarter … of a line.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LABEL: usize = 19;
const NUMBER: usize = 9;
/// Streamers that are drawn; more are only counted.
const DRAWN_MAX: usize = 4;
/// Lines of the tallest curve.
const TALL: usize = 4;
const COLUMNS_MAX: usize = 160;

/// Columns of the terminal; 100 where there is none.
pub(super) fn width() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).map_or(0, |size| usize::from(size.ws_col));
    if size == 0 { 100 } else { size.clamp(40, COLUMNS_MAX) }
}

/// A run so far.
pub(super) fn frame(checked: &Checked, record: &Record, tick: u32, ticks: u32, width: usize) -> String {
    let at = Length(tick * record.tick_seconds);
    let mut out = format!("{}  {at} of {}\n", checked.scenario.title, checked.scenario.length);
    let shown = |curve: &Curve| Shown {
        name: curve.name.clone(),
        audience: curve.audience.clone(),
        engagement: curve.engagement.clone(),
        level: curve.level.clone(),
        followers: curve.followers.clone(),
        moods: curve.moods.clone(),
    };
    let curves: Vec<Shown> = record.curves.iter().map(shown).collect();
    draw(&mut out, &curves, f64::from(tick) / f64::from(ticks.max(1)), width, true);
    out
}

/// All runs at their end: medians, then who came and went.
pub(super) fn summary(checked: &Checked, records: &[Record], streamers: &[Banded], width: usize, colour: bool) -> String {
    let scenario = &checked.scenario;
    let mut out = format!("{}  {}", scenario.title, scenario.length);
    let _ = if records.len() == 1 {
        writeln!(out, ", seed {}, state {:016x}", scenario.seed, records[0].hash)
    } else {
        writeln!(out, ", median of {} runs, seeds {} to {}", records.len(), scenario.seed, records[records.len() - 1].seed)
    };
    let shown = |one: &Banded| Shown {
        name: one.name.clone(),
        audience: one.audience.of[2].clone(),
        engagement: one.engagement.of[2].clone(),
        level: one.level.of[2].clone(),
        followers: one.followers.of[2].clone(),
        moods: one.moods.clone(),
    };
    draw(&mut out, &streamers.iter().map(shown).collect::<Vec<_>>(), 1.0, width, colour);
    out.push('\n');
    for curve in &records[0].curves {
        ends(&mut out, curve, records.len());
    }
    for note in &records[0].notes {
        let _ = writeln!(out, "note: {note}");
    }
    out
}

fn ends(out: &mut String, curve: &Curve, runs: usize) {
    let peak = curve.ends.iter().map(|end| end.peak).max().unwrap_or(0);
    let hours = curve.ends.iter().map(|end| end.watch_seconds).sum::<u64>() as f64 / 3_600.0;
    let gained = grouped(curve.ends.iter().map(|end| end.followers_gained).sum::<u32>().into());
    let first = if runs > 1 { " (first run)" } else { "" };
    let left: Vec<String> = Reason::ALL
        .iter()
        .zip(curve.left)
        .filter(|(_, count)| *count > 0)
        .map(|(reason, count)| format!("{} {reason:?}", grouped(count as f64)))
        .collect();
    let mut heights: std::collections::BTreeMap<Level, usize> = std::collections::BTreeMap::new();
    curve.rides.iter().for_each(|ride| *heights.entry(ride.peak_level).or_default() += 1);
    let trains: Vec<String> = heights.iter().map(|(level, count)| format!("{count} of {level}")).collect();
    let _ = writeln!(
        out,
        "{}{first}: peak {}, {} hours watched, {gained} new followers; left: {}; trains: {}",
        curve.name,
        grouped(peak.into()),
        grouped(hours),
        if left.is_empty() { "nobody".into() } else { left.join(", ") },
        if trains.is_empty() { "none".into() } else { trains.join(", ") }
    );
}

struct Shown {
    name: String,
    audience: Vec<f32>,
    engagement: Vec<f32>,
    level: Vec<f32>,
    followers: Vec<f32>,
    moods: Vec<[f32; 8]>,
}

/// `part` of the width is drawn: what is there of the whole.
fn draw(out: &mut String, curves: &[Shown], part: f64, width: usize, colour: bool) {
    let columns = width.saturating_sub(LABEL + NUMBER + 2);
    let reached = ((columns as f64 * part).round() as usize).clamp(1, columns.max(1));
    let rows = curves.len().min(DRAWN_MAX);
    let tall = if rows == 1 { TALL } else { 2 };
    let highest = |column: fn(&Shown) -> &Vec<f32>| curves.iter().flat_map(column).copied().fold(1.0_f32, f32::max);
    let paint = Paint { columns, reached, colour };
    for (index, curve) in curves.iter().take(rows).enumerate() {
        paint.rows(out, &labelled("audience", curve, curves), &curve.audience, highest(|one| &one.audience), tall, index);
    }
    for (index, curve) in curves.iter().take(rows).enumerate() {
        paint.rows(out, &labelled("engagement", curve, curves), &curve.engagement, 1.0, 1, index);
    }
    if let Some(first) = curves.first() {
        moods(out, first, &paint);
    }
    for (index, curve) in curves.iter().take(rows).enumerate() {
        paint.rows(out, &labelled("hype level", curve, curves), &curve.level, 6.0, 1, index);
    }
    for (index, curve) in curves.iter().take(rows).enumerate() {
        paint.rows(out, &labelled("followers", curve, curves), &curve.followers, highest(|one| &one.followers), 1, index);
    }
    if curves.len() > rows {
        let _ = writeln!(out, "and {} others", curves.len() - rows);
    }
}

fn labelled(measure: &str, curve: &Shown, curves: &[Shown]) -> String {
    if curves.len() == 1 { measure.to_owned() } else { format!("{} {}", measure.split(' ').next().unwrap_or(measure), curve.name) }
}

/// The three moods that are seen most.
fn moods(out: &mut String, curve: &Shown, paint: &Paint) {
    let share = |mood: usize| -> Vec<f32> { curve.moods.iter().map(|counts| counts[mood] / counts.iter().sum::<f32>()).collect() };
    let mut order: Vec<(f32, usize)> = (0..8).map(|mood| (share(mood).iter().filter(|one| !one.is_nan()).sum(), mood)).collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, mood) in order.into_iter().take(3) {
        paint.rows(out, &MOODS[mood].name().to_lowercase(), &share(mood), 1.0, 1, 4);
    }
}

struct Paint {
    columns: usize,
    reached: usize,
    colour: bool,
}

impl Paint {
    fn rows(&self, out: &mut String, label: &str, values: &[f32], highest: f32, tall: usize, ink: usize) {
        let sampled = sampled(values, self.reached);
        let last = values.iter().rev().copied().find(|value| !value.is_nan());
        for row in (0..tall).rev() {
            let label: String = if row == tall - 1 { label.chars().take(LABEL - 1).collect() } else { String::new() };
            let number = if row == tall - 1 { last.map_or_else(String::new, named) } else { String::new() };
            let line: String = sampled.iter().map(|value| block(*value, highest, row, tall)).collect();
            let (on, off) =
                if self.colour { (["\x1b[33m", "\x1b[36m", "\x1b[32m", "\x1b[35m", "\x1b[2m"][ink.min(4)], "\x1b[0m") } else { ("", "") };
            let rest = " ".repeat(self.columns - sampled.len());
            let _ = writeln!(out, "{label:<LABEL$}{on}{line}{off}{rest} {number:>NUMBER$}");
        }
    }
}

fn named(value: f32) -> String {
    if value.fract() == 0.0 { grouped(value.into()) } else { format!("{value:.2}") }
}

/// As many values as there are columns: the highest of each stretch.
fn sampled(values: &[f32], columns: usize) -> Vec<f32> {
    let stretch = |column: usize| {
        let from = column * values.len() / columns;
        let to = ((column + 1) * values.len() / columns).max(from + 1).min(values.len());
        values.get(from..to).map_or(f32::NAN, |part| part.iter().copied().fold(f32::NAN, f32::max))
    };
    (0..columns).map(stretch).collect()
}

/// What of a value is seen in one row of several, the lowest being 0.
fn block(value: f32, highest: f32, row: usize, rows: usize) -> char {
    if value.is_nan() {
        return ' ';
    }
    let eighths = ((value / highest).clamp(0.0, 1.0) * (rows * 8) as f32).round() as usize;
    match eighths.saturating_sub(row * 8) {
        0 if row == 0 && value > 0.0 => BLOCKS[0],
        0 => ' ',
        some => BLOCKS[some.min(8) - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::{block, sampled};

    #[test]
    fn a_short_peak_is_seen() {
        assert_eq!(sampled(&[0.0, 0.0, 9.0, 0.0], 2), [0.0, 9.0]);
        assert_eq!(sampled(&[5.0], 3), [5.0, 5.0, 5.0]);
        assert!(sampled(&[], 2).iter().all(|value| value.is_nan()));
    }

    #[test]
    fn blocks_fill_from_below() {
        let column = |value: f32| [block(value, 100.0, 1, 2), block(value, 100.0, 0, 2)];
        assert_eq!(column(100.0), ['█', '█']);
        assert_eq!(column(50.0), [' ', '█']);
        assert_eq!(column(75.0), ['▄', '█']);
        assert_eq!(column(0.1), [' ', '▁'], "somebody is there");
        assert_eq!(column(0.0), [' ', ' ']);
        assert_eq!(column(f32::NAN), [' ', ' ']);
    }
}
