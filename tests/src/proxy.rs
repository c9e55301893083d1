//! A round-robin proxy: each request goes to the next node, whoever sent it. The worst a proxy without sticky sessions does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The largest head of a request that is looked at, bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// A proxy before several nodes; ends when dropped.
pub struct Proxy {
    address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Proxy {
    /// Stands before the nodes at these addresses (`127.0.0.1:PORT`).
    ///
    /// # Errors
    /// When there is no port.
    pub async fn before(nodes: Vec<String>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let turns = Arc::new(Turns { nodes, next: AtomicUsize::new(0) });
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let turns = turns.clone();
                // One that breaks off is the client's or a node's affair; the test sees it by its effect.
                connections.spawn(async move { turns.serve(client).await.is_ok() });
            }
        });
        Ok(Self { address, _tasks: tasks })
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

struct Turns {
    nodes: Vec<String>,
    next: AtomicUsize,
}

impl Turns {
    /// One request and its answer, or one upgraded connection.
    async fn serve(&self, mut client: TcpStream) -> anyhow::Result<()> {
        let (head, rest) = read_head(&mut client).await?;
        let mut node = self.connect().await?;
        node.write_all(once_only(&head).as_bytes()).await?;
        node.write_all(&rest).await?;
        copy_bidirectional(&mut client, &mut node).await?;
        Ok(())
    }

    /// The next node that is there. One turn a request, so that requests at once do not push each other to the same dead node.
    async fn connect(&self) -> anyhow::Result<TcpStream> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.nodes.len();
        for node in self.nodes.iter().cycle().skip(turn).take(self.nodes.len()) {
            if let Ok(stream) = TcpStream::connect(node).await {
                return Ok(stream);
            }
        }
        bail!("no node is there")
    }
}

/// The head of a request, with its empty line, and what came after it.
async fn read_head(client: &mut TcpStream) -> anyhow::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    while bytes.len() < HEAD_BYTES_MAX {
        if client.read_buf(&mut bytes).await? == 0 {
            bail!("ended within the head");
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok((String::from_utf8(bytes).context("a head is text")?, rest));
        }
    }
    bail!("the head is too large")
}

/// The head as it goes on: a connection carries one request, so that the next one goes to the next node.
fn once_only(head: &str) -> String {
    let is = |line: &str, name: &str| line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name));
    if head.lines().any(|line| is(line, "upgrade")) {
        return head.to_owned();
    }
    let kept: Vec<&str> = head.trim_end().lines().filter(|line| !is(line, "connection")).collect();
    format!("{}\r\nConnection: close\r\n\r\n", kept.join("\r\n"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use tokio::net::TcpListener;
    use tokio::task::JoinSet;

    use super::Turns;

    #[tokio::test]
    async fn while_one_node_is_gone_every_request_reaches_the_other() -> anyhow::Result<()> {
        let (gone, there) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
        let nodes = vec![gone.local_addr()?.to_string(), there.local_addr()?.to_string()];
        drop(gone);
        let turns = Arc::new(Turns { nodes, next: AtomicUsize::new(0) });
        let mut at_once = JoinSet::new();
        for _ in 0..64 {
            let turns = turns.clone();
            at_once.spawn(async move { turns.connect().await.is_ok() });
        }
        assert_eq!(at_once.join_all().await.into_iter().filter(|reached| *reached).count(), 64);
        Ok(())
    }
}
