//! What `make test` runs, in order, and the line it ends with.
//!
//! Owns: the order and the counting. A step that fails does not keep later ones from running, so that one run tells all.

mod count;
mod list;

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Result;

use crate::services::{self, Running};
use crate::{say, shell, time};
use count::Count;

/// One step: what it is called, what it runs.
struct Step {
    name: &'static str,
    commands: Vec<Command>,
}

/// How a step ended.
struct Outcome {
    name: &'static str,
    count: Count,
    took: Duration,
}

/// Runs everything; fails when anything failed.
pub(crate) fn test() -> Result<ExitCode> {
    let watch = time::Stopwatch::start();
    say::heading("installed: what the tests need");
    services::ensure()?;
    let services = Running::unless_given()?;
    let mut outcomes = Vec::new();
    for mut step in list::all()? {
        say::heading(step.name);
        for command in &mut step.commands {
            command.envs(services.iter().flat_map(Running::environment));
        }
        let outcome = run(step);
        say::line(format_args!("   {} in {}", outcome.count, time::spoken(outcome.took)));
        outcomes.push(outcome);
    }
    drop(services);
    Ok(summary(&outcomes, watch.elapsed()))
}

fn run(mut step: Step) -> Outcome {
    let watch = time::Stopwatch::start();
    let mut count = Count::default();
    for command in &mut step.commands {
        match shell::watch(command) {
            Ok((output, success)) => count.add(Count::of(&output, success)),
            Err(error) => {
                say::line(format_args!("{error:#}"));
                count.add(Count { passed: 0, failed: 1 });
            }
        }
        // What follows inside one step builds on what came before.
        if count.failed > 0 {
            break;
        }
    }
    Outcome { name: step.name, count, took: watch.elapsed() }
}

fn summary(outcomes: &[Outcome], took: Duration) -> ExitCode {
    say::heading(&format!("summary after {}", time::spoken(took)));
    let mut total = Count::default();
    for outcome in outcomes {
        let mark = if outcome.count.failed == 0 { "ok    " } else { "FAILED" };
        say::line(format_args!("   {mark} {:<58} {:>26} {:>14}", outcome.name, outcome.count.to_string(), time::spoken(outcome.took)));
        total.add(outcome.count);
    }
    say::line(total);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
