//! The committed files that are written by a program: which ones, and by which command.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::{say, shell};

/// A file in the repository and what `cargo run` of the server's package prints it.
pub(crate) struct Generated {
    pub(crate) path: &'static str,
    run: &'static [&'static str],
}

/// What the `footlights` binary knows about itself.
pub(crate) const FROM_THE_SERVER: [Generated; 5] = [
    Generated { path: "schema/openapi.json", run: &["--example", "describe", "--", "openapi"] },
    Generated { path: "schema/asyncapi.json", run: &["--example", "describe", "--", "asyncapi"] },
    Generated { path: "schema/schema.graphql", run: &["--example", "describe", "--", "graphql"] },
    Generated { path: "schema/config.md", run: &["--", "config", "--markdown"] },
    Generated { path: "docs/codes.md", run: &["--", "codes"] },
];

/// What the server prints today.
pub(crate) fn fresh(generated: &Generated) -> Result<String> {
    let mut command = shell::cargo();
    command.args(["run", "--quiet", "--package", "footlights-server"]).args(generated.run);
    shell::read(&mut command)
}

/// Writes all of them, then the web's typed client, which is made from `schema/openapi.json`.
pub(crate) fn run() -> Result<ExitCode> {
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
