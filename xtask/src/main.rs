//! The house's tools: `cargo xtask tidy | codegen | services | test | run | cluster | dist`.
//!
//! Owns: the rules about the code that no compiler checks, throw-away servers for tests, and the order in which
//! `make test` proves everything. Does not know: any crate of the workspace; it only reads their text and runs them.

mod cluster;
mod codegen;
mod dist;
mod say;
mod services;
mod shell;
mod steps;
mod tidy;
mod time;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tools of the house")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks the rules of ARCHITECTURE.md: layers, lengths, names, SQL, generated files, licences
    Tidy {
        /// Leaves out the checks that must build the server (generated files)
        #[arg(long)]
        quick: bool,
    },
    /// Writes the committed generated files anew
    Codegen,
    /// Starts and stops throw-away PostgreSQL and Redis servers for tests
    #[command(subcommand)]
    Services(services::Task),
    /// Everything that must hold: what `make test` runs
    Test,
    /// Builds what `make run` starts: the pages, then the server
    Run,
    /// Two throw-away nodes on one PostgreSQL and one Redis, behind one address: what `make cluster` starts
    Cluster,
    /// Builds the pages and the release binary
    Dist,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Tidy { quick } => tidy::run(quick),
        Task::Codegen => codegen::run(),
        Task::Services(task) => services::run(task),
        Task::Test => steps::test(),
        Task::Run => dist::demo(),
        Task::Cluster => cluster::run(),
        Task::Dist => dist::release(),
    };
    outcome.unwrap_or_else(|error| {
        say::line(format_args!("error: {error:#}"));
        ExitCode::FAILURE
    })
}
