//! Signals to processes of a test's own.

use anyhow::ensure;
use tokio::process::{Child, Command};

/// Sends a child that still runs a signal, such as `TERM`.
pub(crate) async fn send(child: &Child, signal: &str) -> anyhow::Result<()> {
    let id = child.id().ok_or_else(|| anyhow::anyhow!("the process has ended"))?;
    let status = Command::new("kill").args([&format!("-{signal}"), &id.to_string()]).status().await?;
    ensure!(status.success(), "kill -{signal} {id}: {status}");
    Ok(())
}
