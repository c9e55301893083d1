//! Socket.IO: the namespace `/rooms`.

mod document;
mod frames;
mod rooms;
mod seat;

use std::sync::Arc;

use footlights_realtime::Namespace;
use footlights_surface::Edge;

use crate::Parlor;

pub use document::conversations;

/// The namespace `/rooms`.
#[must_use]
pub fn socket(parlor: &Parlor, edge: Edge) -> Vec<Arc<dyn Namespace>> {
    vec![Arc::new(rooms::Rooms { parlor: parlor.clone(), edge })]
}
