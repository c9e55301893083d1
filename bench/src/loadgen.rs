//! Runs the load generator and reads its one line of JSON.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;
use tokio::process::Command;

/// Longer than any scenario takes.
const RUN_WITHIN: Duration = Duration::from_secs(400);

/// How long idle connections are watched: two heartbeats of each on both sides (every 25 s). In a shorter while there may be
/// none, and the figure is zero for one and not for the other.
const IDLE_SECONDS: &str = "50";

/// What one run saw.
pub(crate) struct Run(Value);

impl Run {
    /// A figure by its path, such as `["server", "us_cpu_per_msg"]`.
    pub(crate) fn figure(&self, path: &[&str]) -> f64 {
        path.iter().fold(&self.0, |at, key| &at[*key]).as_f64().unwrap_or(f64::NAN)
    }

    /// Lost, doubled or disordered deliveries: with any of them the figures do not count.
    pub(crate) fn faults(&self) -> f64 {
        ["lost", "dup", "out_of_order", "connect_failures"].iter().map(|key| self.figure(&[key])).sum()
    }

    /// Frames that came for each delivery of a tip, itself included.
    pub(crate) fn frames_per_delivery(&self) -> f64 {
        (self.figure(&["delivered"]) + self.figure(&["other_events"])) / self.figure(&["delivered"])
    }

    /// What one frame of any kind costs the server, in microseconds of CPU.
    pub(crate) fn cpu_us_per_frame(&self) -> f64 {
        self.figure(&["server", "us_cpu_per_msg"]) / self.frames_per_delivery()
    }

    /// What the publisher stumbled over.
    pub(crate) fn publisher_error(&self) -> &str {
        self.0["publisher_error"].as_str().unwrap_or("")
    }
}

/// Runs one scenario: `NxR` open loop, `NcW` closed loop, `Ni` idle, `slow` with 20 of 100 that never read.
pub(crate) async fn run(mut command: Command, scenario: &str, url: &str, pid: u32, auth: &Value, session: &str) -> anyhow::Result<Run> {
    command.args(["--url", url, "--pid", &pid.to_string(), "--join-ack", "--ack", "--secs", "8", "--warmup", "3"]);
    command.args(["--pub-auth", &auth.to_string(), "--session", session]);
    if let Some((receivers, rate)) = scenario.split_once('x') {
        command.args(["-n", receivers, "--rate", rate]);
    } else if let Some((receivers, window)) = scenario.split_once('c') {
        command.args(["-n", receivers, "--inflight", window.trim_end_matches("all")]);
    } else if let Some(receivers) = scenario.strip_suffix('i') {
        command.args(["-n", receivers, "--rate", "0", "--hold", IDLE_SECONDS]);
    } else {
        // A message of 240 bytes more, so that buffers of those who never read fill within the run.
        command.args(["-n", "100", "--rate", "500", "--slow-readers", "20", "--secs", "15", "--pad", "200"]);
    }
    let output = tokio::time::timeout(RUN_WITHIN, command.output()).await.context("the load generator did not end")??;
    let text = String::from_utf8_lossy(&output.stdout);
    let Some(line) = text.lines().last() else { bail!("the load generator said nothing: {}", String::from_utf8_lossy(&output.stderr)) };
    Ok(Run(serde_json::from_str(line).with_context(|| format!("not JSON: {line}"))?))
}
