//! A line between a client and a node that can be cut, and led to another node.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Passes connections on as they are; ends when dropped.
pub struct Line {
    address: SocketAddr,
    leads_to: Arc<Mutex<String>>,
    cuts: watch::Sender<u64>,
    _tasks: JoinSet<()>,
}

impl Line {
    /// Leads to this address (`127.0.0.1:PORT`).
    ///
    /// # Errors
    /// When there is no port.
    pub async fn to(address: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (cuts, leads_to) = (watch::Sender::new(0), Arc::new(Mutex::new(address.to_owned())));
        let (cut, target, mut tasks) = (cuts.clone(), leads_to.clone(), JoinSet::new());
        let address = listener.local_addr()?;
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let (mut cut, target) = (cut.subscribe(), target.lock().unwrap_or_else(PoisonError::into_inner).clone());
                connections.spawn(async move {
                    // A node that is not there, and an end that breaks off, look the same to the client: the connection ends.
                    let passing = async { copy_bidirectional(&mut client, &mut TcpStream::connect(target).await?).await };
                    tokio::select! {
                        passed = passing => passed.is_ok(),
                        cut = cut.changed() => cut.is_ok(),
                    }
                });
            }
        });
        Ok(Self { address, leads_to, cuts, _tasks: tasks })
    }

    /// `127.0.0.1:PORT`
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Every connection there is breaks off.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Connections that are made from now on lead there.
    pub fn lead_to(&self, address: &str) {
        address.clone_into(&mut self.leads_to.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
