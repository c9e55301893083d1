//! How many may come in: connections in all, per address, and new ones a second per address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::network_of;

use crate::HubSettings;

/// Seconds of its rate that an address may use at once.
const BURST_SECONDS: u64 = 10;
/// Addresses remembered beyond those that are connected.
const REMEMBERED_MAX: usize = 10_000;

pub(crate) struct Admission {
    connections_max: usize,
    per_address_max: usize,
    per_second_max: u64,
    doors: Mutex<Doors>,
}

#[derive(Default)]
struct Doors {
    open: usize,
    addresses: HashMap<IpAddr, Address>,
}

struct Address {
    open: usize,
    /// Thousandths of a handshake that may still be used, as of `at`.
    budget: u64,
    at: u64,
}

/// Why someone stays outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turned {
    /// The house is full: 503.
    Full,
    /// Too many from this address: 429.
    TooMany,
}

/// An open connection; gives its place back when dropped.
pub(crate) struct Place {
    admission: Arc<Admission>,
    address: IpAddr,
}

impl Admission {
    pub(crate) fn new(settings: &HubSettings) -> Self {
        Self {
            connections_max: settings.connections_max,
            per_address_max: settings.connections_per_address_max,
            per_second_max: u64::from(settings.handshakes_per_second_max),
            doors: Mutex::default(),
        }
    }

    /// Takes a place. `now` in milliseconds. Loopback counts in all only: a proxy there speaks for everybody.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr, now: u64) -> Result<Place, Turned> {
        let address = network_of(address);
        let mut doors = self.lock();
        if doors.open >= self.connections_max {
            return Err(Turned::Full);
        }
        let burst = self.per_second_max * BURST_SECONDS * 1_000;
        if doors.addresses.len() >= REMEMBERED_MAX {
            let rate = self.per_second_max;
            doors.addresses.retain(|_, known| known.open > 0 || known.budget + now.saturating_sub(known.at) * rate < burst);
        }
        let known = doors.addresses.entry(address).or_insert(Address { open: 0, budget: burst, at: now });
        known.budget = (known.budget + now.saturating_sub(known.at) * self.per_second_max).min(burst);
        known.at = now;
        if !address.is_loopback() {
            if known.open >= self.per_address_max || known.budget < 1_000 {
                return Err(Turned::TooMany);
            }
            known.budget -= 1_000;
        }
        known.open += 1;
        doors.open += 1;
        Ok(Place { admission: self.clone(), address })
    }

    /// Connections open now.
    pub(crate) fn open(&self) -> usize {
        self.lock().open
    }

    fn lock(&self) -> MutexGuard<'_, Doors> {
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut doors = self.admission.lock();
        doors.open -= 1;
        if let Some(known) = doors.addresses.get_mut(&self.address) {
            known.open -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, Turned};
    use crate::HubSettings;
    use std::net::IpAddr;
    use std::sync::Arc;

    fn admission(all: usize, per_address: usize, per_second: u32) -> Arc<Admission> {
        Arc::new(Admission::new(&HubSettings {
            connections_max: all,
            connections_per_address_max: per_address,
            handshakes_per_second_max: per_second,
            ..HubSettings::default()
        }))
    }

    #[test]
    fn places_are_limited_and_come_back() {
        let admission = admission(3, 2, 100);
        let one: IpAddr = "10.0.0.1".parse().expect("ip");
        let first = admission.enter(one, 0).expect("free");
        let _second = admission.enter(one, 0).expect("free");
        assert_eq!(admission.enter(one, 0).err(), Some(Turned::TooMany));
        drop(first);
        let _third = admission.enter(one, 0).expect("came back");
        let _other = admission.enter("10.0.0.2".parse().expect("ip"), 0).expect("free");
        assert_eq!(admission.enter("10.0.0.3".parse().expect("ip"), 0).err(), Some(Turned::Full));
        assert_eq!(admission.open(), 3);
    }

    #[test]
    fn a_host_with_many_addresses_is_one_host() {
        let admission = admission(10, 2, 100);
        let places: Vec<_> = (1..=2).map(|n| admission.enter(format!("2001:db8::{n}").parse().expect("ip"), 0).expect("free")).collect();
        assert_eq!(admission.enter("2001:db8::3".parse().expect("ip"), 0).err(), Some(Turned::TooMany));
        drop(places);
    }

    #[test]
    fn handshakes_have_a_rate_except_from_this_machine() {
        let admission = admission(100, 100, 1);
        let far: IpAddr = "10.0.0.1".parse().expect("ip");
        for _ in 0..10 {
            admission.enter(far, 0).expect("the burst");
        }
        assert_eq!(admission.enter(far, 999).err(), Some(Turned::TooMany));
        admission.enter(far, 1_000).expect("one a second");
        for _ in 0..50 {
            admission.enter("127.0.0.1".parse().expect("ip"), 0).expect("loopback");
        }
    }
}
