//! Logs: human on a terminal, JSON otherwise. Never a secret, a token, a password or a chat text.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::config::LogFormat;

/// Starts logging to standard error, so that standard output stays for answers.
///
/// # Errors
/// When `level` is not a filter.
pub fn start(format: LogFormat, level: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(level).map_err(|error| anyhow::anyhow!("log_level `{level}` is not understood: {error}"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_span_events(FmtSpan::NONE);
    let human = match format {
        LogFormat::Human => true,
        LogFormat::Json => false,
        LogFormat::Auto => std::io::stderr().is_terminal(),
    };
    let started =
        if human { builder.with_target(false).try_init() } else { builder.json().flatten_event(true).with_current_span(false).try_init() };
    started.map_err(|error| anyhow::anyhow!("logging was started twice: {error}"))
}
