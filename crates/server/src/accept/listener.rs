//! The port itself.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use tokio::net::TcpSocket;

/// Connections the system may hold for us until we accept them: a crowd comes all at once.
const BACKLOG: u32 = 4_096;

/// An open port.
#[derive(Debug)]
pub struct Listener {
    pub(super) port: mio::net::TcpListener,
    pub(super) poll: mio::Poll,
    pub(super) waker: Arc<mio::Waker>,
}

const PORT: mio::Token = mio::Token(0);
const WAKER: mio::Token = mio::Token(1);

impl Listener {
    /// Listens on the first address that can be.
    ///
    /// # Errors
    /// When the text is no address, or none of them is free.
    pub fn open(address: &str) -> io::Result<Self> {
        let mut last = io::Error::new(io::ErrorKind::InvalidInput, "no such address");
        for address in address.to_socket_addrs()? {
            match bind(address) {
                Ok(port) => return Self::wait_on(port),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn wait_on(port: std::net::TcpListener) -> io::Result<Self> {
        let poll = mio::Poll::new()?;
        let mut port = mio::net::TcpListener::from_std(port);
        poll.registry().register(&mut port, PORT, mio::Interest::READABLE)?;
        let waker = Arc::new(mio::Waker::new(poll.registry(), WAKER)?);
        Ok(Self { port, poll, waker })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.port.local_addr()
    }
}

fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // So that a restart need not wait for connections of the life before to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}
