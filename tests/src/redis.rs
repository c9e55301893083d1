//! A Redis of one test's own, which it may kill.

use std::process::Stdio;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::wait;

/// A running `redis-server`; killed when dropped.
pub struct Redis {
    port: u16,
    child: Child,
}

impl Redis {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When `redis-server` cannot be started.
    pub async fn start() -> anyhow::Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let redis = Self { port, child: Self::launch(port)? };
        wait::until("redis", || async { TcpStream::connect(("127.0.0.1", port)).await.ok() }).await;
        Ok(redis)
    }

    fn launch(port: u16) -> anyhow::Result<Child> {
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?)
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it; everything it knew is gone.
    ///
    /// # Errors
    /// When the process cannot be waited for.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Starts it again on the same port, empty.
    ///
    /// # Errors
    /// When `redis-server` cannot be started.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.child = Self::launch(self.port)?;
        Ok(())
    }
}
