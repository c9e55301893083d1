//! What is refused before anything starts.

use std::net::{IpAddr, ToSocketAddrs as _};

use anyhow::{Context as _, bail};

use crate::config::Settings;

/// `--demo` has a known password and `--conformance` echoes strangers: both stay on this machine.
pub(super) fn loopback_only(settings: &Settings) -> anyhow::Result<()> {
    let mode = match (settings.demo, settings.conformance) {
        (false, false) => return Ok(()),
        (true, _) => "--demo",
        (false, true) => "--conformance",
    };
    let addresses = settings.listen.to_socket_addrs().with_context(|| format!("`{}` is no address", settings.listen))?;
    let mut addresses = addresses.map(|address| address.ip());
    if addresses.clone().count() == 0 || addresses.any(|ip: IpAddr| !ip.is_loopback()) {
        bail!("{mode} is for this machine only: use --listen 127.0.0.1:7300");
    }
    Ok(())
}

/// Every connection is an open file; the soft limit is often 1,024.
pub(super) fn raise_open_files() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
}

#[cfg(test)]
mod tests {
    use super::loopback_only;
    use crate::config::Settings;

    #[test]
    fn demo_and_conformance_stay_on_loopback() {
        let settings = |listen: &str, demo, conformance| Settings { listen: listen.into(), demo, conformance, ..Settings::default() };
        assert!(loopback_only(&settings("0.0.0.0:7300", false, false)).is_ok());
        assert!(loopback_only(&settings("127.0.0.1:0", true, true)).is_ok());
        assert!(loopback_only(&settings("0.0.0.0:7300", true, false)).is_err());
        assert!(loopback_only(&settings("[::]:7300", false, true)).is_err());
    }
}
