//! Socket.IO: the namespaces of the seed.

mod frames;
mod overlay;
mod seat;
mod streaming;

use std::sync::Arc;

use footlights_realtime::{Audience, Namespace};
use footlights_surface::Authenticator;

use crate::Overlays;

pub(crate) use overlay::follow_live;
pub(crate) use seat::paint;

/// The creator's own studio.
const STUDIO: Audience = Audience(1);
/// Anonymous, by a session's id: the seed's six broadcast events.
const ANONYMOUS: Audience = Audience(2);
/// By the key of the overlay's address: they also get alerts, and end them.
pub(crate) const KEY_HOLDERS: Audience = Audience(3);
/// By the key, to look only.
const PREVIEWS: Audience = Audience(4);

/// The namespaces `/streaming` and `/streaming/overlay`.
#[must_use]
pub fn socket(overlays: &Overlays, authenticator: Arc<dyn Authenticator>) -> Vec<Arc<dyn Namespace>> {
    vec![
        Arc::new(streaming::Streaming { companion: overlays.companion.clone(), authenticator }),
        Arc::new(overlay::Overlay { overlays: overlays.clone() }),
    ]
}
