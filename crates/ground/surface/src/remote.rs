//! Where a request comes from: the peer's address, or what a trusted proxy says.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};

/// The peer's address of a connection. The accept loop puts it in each request's extensions.
#[derive(Debug, Clone, Copy)]
pub struct RemoteAddress(pub SocketAddr);

/// The address a request counts for: the peer, unless it is a trusted proxy; then the last address in
/// `X-Forwarded-For` that is not one itself (what stands before it anybody can write).
pub(crate) fn remote_of(extensions: &Extensions, headers: &HeaderMap, trusted_proxies: &[IpAddr]) -> IpAddr {
    let peer = extensions
        .get::<RemoteAddress>()
        .map(|remote| remote.0.ip())
        .or_else(|| extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip()))
        .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
        .to_canonical();
    if !trusted_proxies.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.rsplit(','))
        .map_while(|part| part.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .find(|address| !trusted_proxies.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::{Extensions, HeaderMap};

    use super::{RemoteAddress, remote_of};

    fn seen(peer: &str, forwarded: &str, trusted: &[IpAddr]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(RemoteAddress(format!("{peer}:1").parse().expect("address")));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().expect("header"));
        remote_of(&extensions, &headers, trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_last_word() {
        let trusted: [IpAddr; 2] = ["10.0.0.1".parse().expect("address"), "10.0.0.2".parse().expect("address")];
        assert_eq!(seen("192.0.2.7", "198.51.100.1", &trusted), "192.0.2.7");
        assert_eq!(seen("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", &trusted), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", "nonsense", &trusted), "10.0.0.1");
    }
}
