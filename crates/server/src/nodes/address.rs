//! Where the other nodes reach this one: the setting, else where it listens, else its address on the way to Redis.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _, UdpSocket};

use anyhow::{Context as _, bail, ensure};
use http::uri::Authority;

use crate::config::Settings;

/// Redis' port where its URL names none.
const REDIS_PORT: u16 = 6379;

/// `http://host:port`.
///
/// # Errors
/// When the setting is no address, or when none can be found out.
pub(super) fn of_this_node(settings: &Settings, bound: SocketAddr) -> anyhow::Result<String> {
    if !settings.node_address.is_empty() {
        let authority: Authority = settings.node_address.parse().with_context(|| wanted(&settings.node_address))?;
        ensure!(authority.port_u16().is_some() && !authority.as_str().contains('@'), wanted(&settings.node_address));
        return Ok(format!("http://{authority}"));
    }
    if !bound.ip().is_unspecified() {
        return Ok(format!("http://{bound}"));
    }
    let Some(ip) = settings.redis_url.expose().and_then(towards) else {
        bail!("{bound} is no address others can reach; say with node_address where this machine is, such as 10.0.0.5:{}", bound.port());
    };
    Ok(format!("http://{}", SocketAddr::new(ip, bound.port())))
}

fn wanted(given: &str) -> String {
    format!("node_address: `{given}` is not an address and a port, such as 10.0.0.5:7300")
}

/// This machine's address on the way to Redis. Nothing is sent: the system is only asked which way it would go.
fn towards(redis_url: &str) -> Option<IpAddr> {
    let there = redis_host(redis_url)?;
    let any: IpAddr = if there.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(there).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// The first address of the first host of `redis://[user:password@]host[:port][/db]`.
fn redis_host(url: &str) -> Option<SocketAddr> {
    let rest = url.split(',').next()?.split_once("://")?.1;
    let authority: Authority = rest.split(['/', '?']).next()?.parse().ok()?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    (host, authority.port_u16().unwrap_or(REDIS_PORT)).to_socket_addrs().ok()?.next()
}

#[cfg(test)]
mod tests {
    use super::of_this_node;
    use crate::config::Settings;

    fn address(listen: &str, node_address: &str, redis_url: &str) -> anyhow::Result<String> {
        let redis_url = serde_json::from_value(redis_url.into()).expect("a text");
        let settings = Settings { node_address: node_address.into(), redis_url, ..Settings::default() };
        of_this_node(&settings, listen.parse().expect("an address"))
    }

    #[test]
    fn the_setting_then_where_it_listens_then_the_way_to_redis() {
        let redis = "redis://user:pass@127.0.0.1:6379/0";
        assert_eq!(address("10.0.0.5:7300", "stage-1.internal:80", redis).expect("given"), "http://stage-1.internal:80");
        assert_eq!(address("10.0.0.5:7300", "", redis).expect("bound"), "http://10.0.0.5:7300");
        assert_eq!(address("[::1]:7300", "", redis).expect("bound"), "http://[::1]:7300");
        assert_eq!(address("0.0.0.0:7300", "", redis).expect("found out"), "http://127.0.0.1:7300");
    }

    #[test]
    fn what_nobody_could_reach_is_refused() {
        for wrong in ["10.0.0.5", "http://10.0.0.5:7300", "user@10.0.0.5:7300", "a b:1"] {
            let refused = address("10.0.0.5:7300", wrong, "").expect_err("no address and port").to_string();
            assert!(refused.contains("node_address"), "{refused}");
        }
        assert!(address("0.0.0.0:7300", "", "").expect_err("nowhere").to_string().contains("node_address"));
    }
}
