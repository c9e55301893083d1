//! The part of an address that stands for one stranger. Knows no connection and no limit.

use std::net::IpAddr;

/// Whom an address counts as, where strangers are counted: itself, or the /64 network of an IPv6 address, since one host
/// owns 2^64 of those. An IPv4 address written as IPv6 is the IPv4 address.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        itself => itself,
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::network_of;

    #[test]
    fn a_network_is_one_stranger_and_a_mapped_address_is_itself() {
        let seen = |text: &str| network_of(text.parse::<IpAddr>().expect("an address")).to_string();
        assert_eq!(seen("2001:db8::1"), seen("2001:db8::ffff:1"));
        assert_ne!(seen("2001:db8::1"), seen("2001:db8:0:1::1"));
        assert_eq!(seen("::ffff:10.0.0.1"), "10.0.0.1");
        assert_eq!(seen("::1"), "::1");
    }
}
