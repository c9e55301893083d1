//! The steps of `make test`.

use std::process::Command;

use anyhow::Result;

use super::{Lane, Step};
use crate::{codegen, say, shell, time};

/// All steps in order, those in lanes beside each other at the same time.
///
/// The pages come first and alone, since the binary carries them inside and what follows reads `node_modules`; quick checks come
/// before slow ones. Whoever compiles for cargo has no neighbour who does, too: cargo lets one in at a time.
pub(super) fn all() -> Result<Vec<Vec<Lane>>> {
    let web = shell::root().join("web");
    let pages = web.join("package.json").is_file();
    let npm = |line: &str| {
        let mut command = shell::words(line);
        command.current_dir(&web).env("npm_config_update_notifier", "false");
        command
    };
    let cargo = |line: &str| {
        let mut command = shell::cargo();
        command.args(line.split_whitespace());
        command
    };
    let runner = Runner::found(cargo)?;
    let mut stages = Vec::new();
    let mut checks = vec![vec![
        Step { name: "format", commands: vec![cargo("fmt --all --check")] },
        Step { name: "clippy, warnings are errors", commands: vec![cargo("clippy --workspace --all-targets --locked -- -D warnings")] },
        Step { name: "build: the binary, the tests", commands: vec![codegen::build_command(), cargo(runner.build())] },
        Step { name: "tidy", commands: vec![cargo("run --quiet --package xtask -- tidy")] },
    ]];
    if pages {
        let build = vec![npm("npm ci --no-audit --no-fund"), npm("npm run build")];
        stages.push(vec![vec![Step { name: "pages: install, build", commands: build }]]);
        checks.push(vec![Step { name: "pages: lint, types, unit tests", commands: vec![npm("npm run check")] }]);
    }
    stages.push(checks);
    let mut tests = cargo(runner.run());
    tests.args(runner.tests_at_once());
    stages.push(vec![vec![Step { name: "tests of the crates and of the binary, on both databases", commands: vec![tests] }]]);
    stages
        .push(vec![vec![Step { name: "examples in the documentation", commands: vec![cargo("test --doc --workspace --locked --quiet")] }]]);
    if pages && web.join("e2e/package.json").is_file() {
        stages.push(vec![vec![Step { name: "in a real browser", commands: vec![npm("npm run e2e")] }]]);
    }
    Ok(stages)
}

/// Who runs the tests of the crates: nextest, installed if it can be, else cargo itself.
enum Runner {
    Nextest,
    Cargo,
}

impl Runner {
    fn found(cargo: impl Fn(&str) -> Command) -> Result<Self> {
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
        Ok(if installed() { Self::Nextest } else { Self::Cargo })
    }

    const fn build(&self) -> &'static str {
        match self {
            Self::Nextest => "nextest run --workspace --locked --profile ci --no-run",
            Self::Cargo => "test --workspace --all-targets --locked --no-run",
        }
    }

    const fn run(&self) -> &'static str {
        match self {
            Self::Nextest => "nextest run --workspace --locked --profile ci",
            Self::Cargo => "test --workspace --all-targets --locked --no-fail-fast",
        }
    }

    /// A third of the time tests wait for a server or for a moment to come: half as many more as there are processors.
    fn tests_at_once(&self) -> Vec<String> {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        match self {
            Self::Nextest => vec!["--test-threads".to_owned(), (processors + processors.div_ceil(2)).to_string()],
            Self::Cargo => Vec::new(),
        }
    }
}
