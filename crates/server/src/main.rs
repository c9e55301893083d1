//! The `footlights` binary.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use footlights_server::cli::Cli;

fn main() -> ExitCode {
    footlights_server::private_files();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("no threads: {error}")),
    };
    match runtime.block_on(footlights_server::command::run(cli)) {
        Ok(code) => code,
        Err(error) => complain(&format!("{error:#}")),
    }
}

/// Says on standard error why it did not work.
fn complain(what: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _closed = writeln!(std::io::stderr(), "footlights: {what}");
    ExitCode::FAILURE
}
