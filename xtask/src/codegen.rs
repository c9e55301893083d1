//! The committed files that are written by a program: which ones, and by which command.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::{say, shell};

/// A file in the repository, and the program of the server's package and its arguments that print it.
pub(crate) struct Generated {
    pub(crate) path: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
}

const DESCRIBE: &str = "examples/describe";
const BINARY: &str = "footlights";

/// What the `footlights` binary knows about itself.
pub(crate) const FROM_THE_SERVER: [Generated; 5] = [
    Generated { path: "schema/openapi.json", program: DESCRIBE, arguments: &["openapi"] },
    Generated { path: "schema/asyncapi.json", program: DESCRIBE, arguments: &["asyncapi"] },
    Generated { path: "schema/schema.graphql", program: DESCRIBE, arguments: &["graphql"] },
    Generated { path: "schema/config.md", program: BINARY, arguments: &["config", "--markdown"] },
    Generated { path: "docs/codes.md", program: BINARY, arguments: &["codes"] },
];

/// Builds what prints them. Binary and example together: cargo then gives both the features that tests have, and with other
/// features every crate would be compiled a second time.
pub(crate) fn build_command() -> Command {
    let mut command = shell::cargo();
    command.args(["build", "--locked", "--package", "footlights-server", "--bins", "--examples"]);
    command
}

pub(crate) fn build() -> Result<()> {
    shell::run(build_command().arg("--quiet"))
}

/// What the server prints today; it is built.
pub(crate) fn fresh(generated: &Generated) -> Result<String> {
    let program = shell::target_directory().join("debug").join(generated.program);
    shell::read(Command::new(program).args(generated.arguments).current_dir(shell::root()))
}

/// Writes all of them, then the web's typed client, which is made from `schema/openapi.json`.
pub(crate) fn run() -> Result<ExitCode> {
    build()?;
    for generated in FROM_THE_SERVER {
        let path = shell::root().join(generated.path);
        let text = fresh(&generated)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let stale = fs::read_to_string(&path).ok().as_ref() != Some(&text);
        if stale {
            fs::write(&path, text).with_context(|| format!("cannot write {}", generated.path))?;
        }
        say::line(format_args!("{} {}", generated.path, if stale { "written" } else { "is fresh" }));
    }
    let web = shell::root().join("web");
    if web.join("node_modules").is_dir() {
        shell::run(shell::words("npm run -w @footlights/api generate").current_dir(web))?;
    } else {
        say::line("the web's client was left as it is: run npm ci in web/ first, then this again");
    }
    Ok(ExitCode::SUCCESS)
}
