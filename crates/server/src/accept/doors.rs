//! Who is connected, and how many may be.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::network_of;

/// What the accept loop allows.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections in all.
    pub connections_max: usize,
    /// Open connections of one address.
    pub per_address_max: usize,
    /// Addresses that are not counted: reverse proxies, loopback.
    pub uncounted: Vec<IpAddr>,
}

/// Who is connected, per address.
pub(super) struct Doors {
    limits: Limits,
    open: Mutex<(usize, HashMap<IpAddr, usize>)>,
}

/// One open connection; gives its place back when dropped.
pub(super) struct Place {
    doors: Arc<Doors>,
    address: IpAddr,
    /// Whether it counts for its address, too.
    counted: AtomicBool,
}

/// The place of a request's connection, as an extension of the request: whoever takes the connection over keeps it.
#[derive(Clone)]
pub(crate) struct Admitted(Arc<Place>);

impl Admitted {
    pub(super) fn new(place: Place) -> Self {
        Self(Arc::new(place))
    }

    /// From now on the connection counts in all, but not for its address: it speaks for many.
    pub(crate) fn stop_counting_the_address(&self) {
        self.0.leave_the_address();
    }
}

impl Doors {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, open: Mutex::new((0, HashMap::new())) })
    }

    /// A place, unless the house or the address is full.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let address = network_of(peer);
        let mut open = self.lock();
        if open.0 >= self.limits.connections_max {
            return None;
        }
        let here = open.1.entry(address).or_default();
        if *here >= self.limits.per_address_max && !self.limits.uncounted.contains(&peer) {
            return None;
        }
        *here += 1;
        open.0 += 1;
        Some(Place { doors: self.clone(), address, counted: AtomicBool::new(true) })
    }

    fn lock(&self) -> MutexGuard<'_, (usize, HashMap<IpAddr, usize>)> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn leave_the_address(&self) {
        if !self.counted.swap(false, Ordering::SeqCst) {
            return;
        }
        let mut open = self.doors.lock();
        if let Some(here) = open.1.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                open.1.remove(&self.address);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave_the_address();
        self.doors.lock().0 -= 1;
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::{Doors, Limits};

    fn doors(connections_max: usize, per_address_max: usize, uncounted: Vec<IpAddr>) -> Arc<Doors> {
        Doors::new(Limits { connections_max, per_address_max, uncounted })
    }

    #[test]
    fn an_address_gets_its_share_and_places_come_back() {
        let doors = doors(10, 2, vec![]);
        let (one, other): (IpAddr, IpAddr) = ("10.0.0.1".parse().expect("ip"), "10.0.0.2".parse().expect("ip"));
        let first = doors.enter(one).expect("free");
        let _second = doors.enter(one).expect("free");
        assert!(doors.enter(one).is_none());
        assert!(doors.enter(other).is_some());
        drop(first);
        assert!(doors.enter(one).is_some());
    }

    #[test]
    fn a_host_with_many_addresses_is_one_host() {
        let doors = doors(10, 2, vec![]);
        let places: Vec<_> = (1..=2).map(|n| doors.enter(format!("2001:db8::{n}").parse().expect("ip")).expect("free")).collect();
        assert!(doors.enter("2001:db8::3".parse().expect("ip")).is_none());
        drop(places);
        assert!(doors.open.lock().expect("unpoisoned").1.is_empty());
    }

    #[test]
    fn what_speaks_for_many_stops_counting_for_its_address_and_goes_on_counting_in_all() {
        let doors = doors(2, 1, vec![]);
        let node: IpAddr = "10.0.0.1".parse().expect("ip");
        let first = doors.enter(node).expect("free");
        first.leave_the_address();
        first.leave_the_address();
        let second = doors.enter(node).expect("the first does not count");
        assert!(doors.enter("10.0.0.2".parse().expect("ip")).is_none(), "the house is full");
        drop((first, second));
        let open = doors.open.lock().expect("unpoisoned");
        assert_eq!((open.0, open.1.len()), (0, 0));
    }

    #[test]
    fn proxies_are_not_counted_but_the_house_is_full_at_some_point() {
        let proxy: IpAddr = "127.0.0.1".parse().expect("ip");
        let doors = doors(3, 1, vec![proxy]);
        let places: Vec<_> = (0..3).map(|_| doors.enter(proxy).expect("uncounted")).collect();
        assert!(doors.enter(proxy).is_none());
        drop(places);
        assert!(doors.open.lock().expect("unpoisoned").1.is_empty());
    }
}
