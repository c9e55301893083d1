//! What `make test` runs, in order and beside each other, and the line it ends with.
//!
//! Owns: the order and the counting. A step that fails does not keep later ones from running, so that one run tells all.

mod count;
mod list;

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Result;

use crate::services::{self, Running};
use crate::shell::Voice;
use crate::{say, shell, time};
use count::Count;

/// One step: what it is called, what it runs.
struct Step {
    name: &'static str,
    commands: Vec<Command>,
}

/// Steps one after another.
type Lane = Vec<Step>;

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
    for mut lanes in list::all()? {
        for command in lanes.iter_mut().flatten().flat_map(|step| &mut step.commands) {
            command.envs(services.iter().flat_map(Running::environment));
        }
        outcomes.extend(side_by_side(lanes));
    }
    drop(services);
    Ok(summary(&outcomes, watch.elapsed()))
}

/// Runs lanes at the same time. What a step says is seen as it comes in the first lane, and at its end in those beside it.
fn side_by_side(lanes: Vec<Lane>) -> Vec<Outcome> {
    std::thread::scope(|scope| {
        let mut running = Vec::new();
        for (place, lane) in lanes.into_iter().enumerate() {
            let voice = if place == 0 { Voice::AtOnce } else { Voice::AtTheEnd };
            running.push(scope.spawn(move || lane.into_iter().map(|step| run(step, voice)).collect::<Vec<_>>()));
        }
        running.into_iter().flat_map(|lane| lane.join().expect("a lane does not panic")).collect()
    })
}

fn run(mut step: Step, voice: Voice) -> Outcome {
    let watch = time::Stopwatch::start();
    match voice {
        Voice::AtOnce => say::heading(step.name),
        Voice::AtTheEnd => say::line(format_args!("   beside it: {}", step.name)),
    }
    let mut count = Count::default();
    let mut said = String::new();
    for command in &mut step.commands {
        match shell::watch(command, voice) {
            Ok((output, success)) => {
                count.add(Count::of(&output, success));
                said += &output;
            }
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
    let outcome = Outcome { name: step.name, count, took: watch.elapsed() };
    let end = format!("   {} in {}", outcome.count, time::spoken(outcome.took));
    match voice {
        Voice::AtOnce => say::line(end),
        Voice::AtTheEnd => say::line(format_args!("\n── {}, beside the others\n{said}{end}\n", outcome.name)),
    }
    outcome
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
