//! Which addresses may be spoken to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// How far a client may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Addresses from the settings: anywhere by https, by plain http to this machine only.
    Operator,
    /// Addresses from users: the public Internet and nothing else.
    Outside,
    /// Addresses from users where a setting lets this machine in: the public Internet, and by plain http this machine.
    OutsideAndHere,
    /// Addresses from users where the operator's setting allows private networks: no limit on addresses.
    OutsideAndInside,
}

impl Reach {
    pub(crate) fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Operator | Self::OutsideAndInside => true,
            Self::Outside => !is_inside(address),
            Self::OutsideAndHere => !is_inside(address) || address.to_canonical().is_loopback(),
        }
    }
}

/// Whether an address is anything but a public unicast one: this machine, a private network, a link, a test or
/// documentation range, multicast; also where such an address is wrapped in an IPv6 one.
#[must_use]
pub fn is_inside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_inside_v4(v4),
        IpAddr::V6(v6) => is_inside_v6(v6),
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_inside_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // NAT64 and 6to4 carry an IPv4 address.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        // Documentation.
        [0x2001, 0x0db8, ..] => true,
        // 2000::/3 is what is handed out for the Internet; all else is special.
        [first, ..] => !(0x2000..0x4000).contains(&first),
    }
}

/// Resolves names and passes on only addresses within reach.
#[derive(Debug)]
pub(crate) struct Checked(pub(crate) Reach);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted: Vec<SocketAddr> = found.filter(|address| reach.admits(address.ip())).collect();
            if admitted.is_empty() {
                return Err("the name has no address that may be reached".into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn only_public_unicast_is_outside() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
        ] {
            assert!(is_inside(inside.parse().expect("address")), "{inside}");
        }
        for outside in ["1.1.1.1", "93.184.216.34", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"] {
            assert!(!is_inside(outside.parse().expect("address")), "{outside}");
        }
    }
}
