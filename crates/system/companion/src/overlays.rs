//! The face of the overlay's half: what it stands on. It shows what the companion records.

use std::sync::Arc;
use std::time::Duration;

use footlights_alerts::Timing;
use footlights_cluster::Cluster;
use footlights_identity::SecretBox;
use footlights_realtime::Hub;

use crate::Companion;

/// Settings of overlays, with their defaults.
#[derive(Debug, Clone)]
pub struct OverlaySettings {
    /// The address people use; overlay addresses begin with it (`FOOTLIGHTS_PUBLIC_URL`).
    pub public_url: String,
    /// From these amounts on, in minor units, an alert is of the second and the third tier.
    pub tiers: [i64; 2],
    /// How long alerts stay, and how many wait.
    pub timing: Timing,
    /// Life of the lease by which one node conducts a creator's alerts; renewed at a third of it.
    pub lease_life: Duration,
}

impl Default for OverlaySettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:7300".into(),
            tiers: [1_000, 5_000],
            timing: Timing::default(),
            lease_life: Duration::from_secs(6),
        }
    }
}

/// What overlays stand on.
pub struct OverlayParts {
    /// What they show.
    pub companion: Companion,
    /// What nodes tell one another.
    pub cluster: Cluster,
    /// Where sockets are; none where no sockets are served (commands, use-case tests).
    pub hub: Option<Hub>,
    /// Seals overlay keys.
    pub secret_box: SecretBox,
    /// Settings.
    pub settings: OverlaySettings,
}

/// The overlays of all creators. Cheap to clone.
#[derive(Clone)]
pub struct Overlays(Arc<OverlayParts>);

impl std::ops::Deref for Overlays {
    type Target = OverlayParts;

    fn deref(&self) -> &OverlayParts {
        &self.0
    }
}

impl Overlays {
    /// Puts them on their parts. Starts nothing: see [`crate::Conductor::start`].
    #[must_use]
    pub fn new(parts: OverlayParts) -> Self {
        Self(Arc::new(parts))
    }
}
