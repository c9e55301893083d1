//! Whether a run is what its designers expected.
//!
//! Owns: from an expectation and a curve to yes or no, and the sentence about it. Does not know: how runs come about.

use std::fmt::Write as _;

use super::length::Length;
use super::record::Record;
use super::scenario::{Checked, Expectation, Measure, Take};

/// One expectation in one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// NaN where nothing was there to be measured.
    pub(super) found: f64,
    pub(super) holds: bool,
}

/// One expectation in all runs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub(super) sentence: String,
    pub(super) holds: bool,
}

/// Judges a run whose columns have a number for each tick.
pub(super) fn judge(checked: &Checked, record: &Record) -> Vec<Verdict> {
    checked.scenario.expect.iter().map(|one| judge_one(checked, record, one)).collect()
}

fn judge_one(checked: &Checked, record: &Record, one: &Expectation) -> Verdict {
    let name = one.stream.as_ref().unwrap_or(&checked.streamers[0]);
    let curve = record.curves.iter().find(|curve| curve.name == *name).expect("checked: a stream is called so");
    let column = curve.column(one.what);
    let tick = |at: Length| ((at.0 / record.tick_seconds) as usize).min(column.len());
    let (from, until) = match one.at {
        Some(at) => {
            let tick = tick(at).min(column.len().saturating_sub(1));
            (tick, tick + 1)
        }
        None => (tick(one.from.unwrap_or_default()), tick(one.until.unwrap_or(checked.scenario.length))),
    };
    let found = take(&column[from..until.max(from)], one.take);
    // A comparison with NaN is false: what is not there is neither enough nor little enough.
    let holds = one.at_least.is_none_or(|least| found >= least) && one.at_most.is_none_or(|most| found <= most);
    Verdict { found, holds: holds && !found.is_nan() }
}

fn take(values: &[f32], take: Take) -> f64 {
    let mut real = values.iter().map(|value| f64::from(*value)).filter(|value| !value.is_nan());
    match take {
        Take::Least => real.fold(f64::NAN, f64::min),
        Take::Most => real.fold(f64::NAN, f64::max),
        Take::First => real.next().unwrap_or(f64::NAN),
        Take::Last => real.next_back().unwrap_or(f64::NAN),
        Take::Change => {
            let first = real.next().unwrap_or(f64::NAN);
            real.next_back().unwrap_or(first) - first
        }
        Take::Mean => {
            let (sum, count) = real.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            sum / count
        }
    }
}

/// Puts the verdicts of all runs together.
pub(super) fn sum_up(checked: &Checked, runs: &[Vec<Verdict>]) -> Vec<Judged> {
    let judged = |(index, one): (usize, &Expectation)| {
        let of_runs: Vec<Verdict> = runs.iter().map(|run| run[index]).collect();
        let held = of_runs.iter().filter(|verdict| verdict.holds).count();
        let holds = held as f64 >= one.in_runs * of_runs.len() as f64 && held > 0;
        Judged { sentence: sentence(checked, one, &of_runs, held), holds }
    };
    checked.scenario.expect.iter().enumerate().map(judged).collect()
}

fn sentence(checked: &Checked, one: &Expectation, runs: &[Verdict], held: usize) -> String {
    let name = one.stream.as_ref().unwrap_or(&checked.streamers[0]);
    let mut said = format!("{name}: {} {}", taken(one.take), measured(one.what));
    let when = match (one.at, one.from, one.until) {
        (Some(at), _, _) => format!(" at {at}"),
        (None, None, None) => String::new(),
        (None, from, until) => format!(" from {} to {}", from.unwrap_or_default(), until.unwrap_or(checked.scenario.length)),
    };
    said.push_str(&when);
    let mut bounds = Vec::new();
    bounds.extend(one.at_least.map(|least| format!("at least {least}")));
    bounds.extend(one.at_most.map(|most| format!("at most {most}")));
    let _ = write!(said, " is {}", bounds.join(" and "));
    if runs.len() == 1 {
        let _ = write!(said, "; it was {}", number(runs[0].found));
    } else {
        let real = || runs.iter().map(|run| run.found).filter(|found| !found.is_nan());
        let (least, most) = (real().fold(f64::NAN, f64::min), real().fold(f64::NAN, f64::max));
        let _ = write!(said, "; so it was in {held} of {} runs ({} to {})", runs.len(), number(least), number(most));
    }
    said
}

/// A number as people read it: three figures, and no more decimals than it has.
pub(super) fn number(value: f64) -> String {
    if value.is_nan() {
        return "not there".into();
    }
    let decimals = if value.abs() >= 100.0 || value.fract() == 0.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}")
}

const fn taken(take: Take) -> &'static str {
    match take {
        Take::Least => "the least",
        Take::Mean => "the mean",
        Take::Most => "the most",
        Take::First => "the first",
        Take::Last => "the last",
        Take::Change => "the change of",
    }
}

const fn measured(measure: Measure) -> &'static str {
    match measure {
        Measure::Audience => "audience",
        Measure::Engagement => "engagement",
        Measure::HypeLevel => "hype level",
        Measure::Followers => "followers",
        Measure::Trains => "number of hype trains",
    }
}

#[cfg(test)]
mod tests {
    use super::{Take, number, take};

    #[test]
    fn what_is_taken_leaves_out_what_is_not_there() {
        let values = [f32::NAN, 3.0, 1.0, 5.0, f32::NAN];
        for (how, found) in
            [(Take::Least, 1.0), (Take::Most, 5.0), (Take::Mean, 3.0), (Take::First, 3.0), (Take::Last, 5.0), (Take::Change, 2.0)]
        {
            assert_eq!(take(&values, how), found, "{how:?}");
        }
        assert!(take(&[f32::NAN], Take::Mean).is_nan() && take(&[], Take::Most).is_nan() && take(&[], Take::Change).is_nan());
        assert_eq!([number(0.4567), number(3.0), number(123.4), number(f64::NAN)], ["0.46", "3", "123", "not there"]);
    }
}
