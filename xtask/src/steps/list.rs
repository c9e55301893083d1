//! The steps of `make test`.

use anyhow::Result;

use super::Step;
use crate::{say, shell, time};

/// All steps in order: the pages first, since the binary carries them inside; quick checks before slow ones.
pub(super) fn all() -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let web = shell::root().join("web");
    let pages = web.join("package.json").is_file();
    let npm = |line: &str| {
        let mut command = shell::words(line);
        command.current_dir(&web).env("npm_config_update_notifier", "false");
        command
    };
    if pages {
        steps.push(Step { name: "pages: install, build", commands: vec![npm("npm ci --no-audit --no-fund"), npm("npm run build")] });
        steps.push(Step { name: "pages: lint, types, unit tests", commands: vec![npm("npm run check")] });
    }
    let cargo = |line: &str| {
        let mut command = shell::cargo();
        command.args(line.split_whitespace());
        command
    };
    steps.push(Step { name: "format", commands: vec![cargo("fmt --all --check")] });
    steps.push(Step {
        name: "clippy, warnings are errors",
        commands: vec![cargo("clippy --workspace --all-targets --locked -- -D warnings")],
    });
    steps.push(Step { name: "tidy", commands: vec![cargo("run --quiet --package xtask -- tidy")] });
    let binary = cargo("build --locked --package footlights-server");
    steps.push(Step { name: "tests of the crates and of the binary, on both databases", commands: vec![binary, tests(cargo)?] });
    steps.push(Step { name: "examples in the documentation", commands: vec![cargo("test --doc --workspace --locked --quiet")] });
    if pages && web.join("e2e/package.json").is_file() {
        steps.push(Step { name: "in a real browser", commands: vec![npm("npm run e2e")] });
    }
    Ok(steps)
}

/// nextest, installed if it can be, else cargo's own runner.
fn tests(cargo: impl Fn(&str) -> std::process::Command) -> Result<std::process::Command> {
    let installed = || {
        cargo("nextest --version")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if !installed() {
        let watch = time::Stopwatch::start();
        say::line("cargo-nextest is not installed: cargo install cargo-nextest --locked");
        let built = shell::run(&mut cargo("install cargo-nextest --locked --quiet"));
        say::line(format_args!(
            "   {} after {}",
            if built.is_ok() { "installed" } else { "could not be installed: using cargo test" },
            time::spoken(watch.elapsed())
        ));
    }
    if installed() {
        return Ok(cargo("nextest run --workspace --locked --profile ci"));
    }
    Ok(cargo("test --workspace --all-targets --locked --no-fail-fast"))
}
