//! One member of a topic: their devices, and what they say of being there.

use super::Activity;

/// A device of a member: any text the system chooses, such as a socket's id.
pub type Device = Box<str>;

#[derive(Debug)]
pub(super) struct Member {
    /// Each once; mostly there is one.
    pub(super) devices: Vec<Device>,
    /// What the client says.
    pub(super) said: Activity,
    /// Since when no connection is left.
    pub(super) lost_at: Option<u64>,
    /// Came back without a stir.
    pub(super) quiet: bool,
}

impl Member {
    pub(super) fn activity(&self) -> Activity {
        if self.devices.is_empty() { Activity::Away } else { self.said }
    }

    pub(super) fn by(device: Device, quiet: bool) -> Self {
        Self { devices: vec![device], said: Activity::Active, lost_at: None, quiet }
    }

    pub(super) fn add(&mut self, device: Device) {
        if !self.devices.contains(&device) {
            self.devices.reserve_exact(1);
            self.devices.push(device);
        }
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, device: &str) -> bool {
        let place = self.devices.iter().position(|known| &**known == device);
        place.map(|place| self.devices.swap_remove(place)).is_some()
    }
}
