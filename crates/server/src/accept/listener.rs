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

/// For how long the system keeps a connection to itself that says nothing; it counts in whole seconds and repeats.
#[cfg(target_os = "linux")]
const SILENT_FOR: std::time::Duration = std::time::Duration::from_secs(1);

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
    #[cfg(target_os = "linux")]
    if let Err(error) = wait_for_words(&socket) {
        tracing::debug!(%error, "connections are shown before they say anything");
    }
    socket.listen(BACKLOG)?.into_std()
}

/// Asks the system to show us a connection with its first words, not before: whoever comes by WebSocket is taken in at once then, without
/// the HTTP server (`TCP_DEFER_ACCEPT`, tcp(7)). Who keeps silent is shown all the same after about [`SILENT_FOR`].
#[cfg(target_os = "linux")]
fn wait_for_words(socket: &TcpSocket) -> io::Result<()> {
    use std::os::fd::AsRawFd as _;

    let seconds = libc::c_int::try_from(SILENT_FOR.as_secs()).unwrap_or(libc::c_int::MAX);
    let length = libc::socklen_t::try_from(size_of_val(&seconds)).expect("a number is small");
    #[expect(unsafe_code, reason = "no safe crate offers this option")]
    // SAFETY: the descriptor is open for as long as `socket` is borrowed, and the system reads `length` bytes of `seconds`, which is that long.
    let done =
        unsafe { libc::setsockopt(socket.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_DEFER_ACCEPT, (&raw const seconds).cast(), length) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
