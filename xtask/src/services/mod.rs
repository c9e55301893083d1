//! Throw-away servers for tests: a fast PostgreSQL (no fsync, in memory where possible), a durable PostgreSQL
//! (fsync, on disk) and a Redis, each on a free loopback port with a password of its own.
//!
//! Owns: starting, finding again and stopping them. Does not know what the tests do with them.
//! Already running ones are used when the three variables of [`VARIABLES`] are set.

mod install;
mod place;
mod postgres;
mod redis;
mod running;
mod state;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use clap::Subcommand;

pub(crate) use install::ensure;
pub(crate) use place::password;
pub(crate) use running::Running;

/// What `services run` exports: the fast PostgreSQL, the durable PostgreSQL, Redis; each a URL.
pub(crate) const VARIABLES: [&str; 3] = ["FOOTLIGHTS_TEST_POSTGRES", "FOOTLIGHTS_TEST_POSTGRES_DURABLE", "FOOTLIGHTS_TEST_REDIS"];

#[derive(Subcommand)]
pub(crate) enum Task {
    /// Installs what the tests and the demo need, or says in one line what to install
    Install,
    /// Starts them and prints the `export` lines: eval "$(cargo xtask services start)"
    Start,
    /// Stops what `start` started
    Stop,
    /// Starts them, runs a command with their addresses in its environment, stops them
    Run {
        /// The command and its arguments
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
}

pub(crate) fn run(task: Task) -> Result<ExitCode> {
    match task {
        Task::Install => install::ensure().map(|()| ExitCode::SUCCESS),
        Task::Start => state::start().map(|()| ExitCode::SUCCESS),
        Task::Stop => state::stop().map(|()| ExitCode::SUCCESS),
        Task::Run { command } => {
            let Some((program, arguments)) = command.split_first() else { bail!("services run needs a command after --") };
            let mut command = Command::new(program);
            command.args(arguments);
            running::run_with(command)
        }
    }
}
