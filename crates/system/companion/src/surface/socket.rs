//! Socket.IO: the namespaces of the seed.

mod alert_frames;
mod count_board;
mod document;
mod frames;
mod overlay;
mod overlay_frames;
mod streaming;

use std::sync::Arc;

use footlights_realtime::{Hub, Namespace};
use footlights_surface::Edge;

use crate::{Chatbot, CountBoard, Overlays};

pub use document::conversations;

/// The namespaces `/streaming` and `/streaming/overlay`.
#[must_use]
pub fn socket(overlays: &Overlays, chatbot: &Chatbot, edge: Edge) -> Vec<Arc<dyn Namespace>> {
    vec![
        Arc::new(streaming::Streaming { overlays: overlays.clone(), chatbot: chatbot.clone(), edge }),
        Arc::new(overlay::Overlay { overlays: overlays.clone() }),
    ]
}

/// Where viewer counts are shown, for [`crate::Companion::tell_viewers`].
#[must_use]
pub fn board(hub: Hub) -> Arc<dyn CountBoard> {
    Arc::new(count_board::Sockets(hub))
}
