//! Where viewer counts are shown: on the sockets that follow the session.

use footlights_realtime::Hub;

use super::frames;
use crate::{CountBoard, SessionUpdated};

pub(super) struct Sockets(pub(super) Hub);

impl CountBoard for Sockets {
    fn show(&self, figures: &SessionUpdated) {
        self.0.ephemeral(frames::viewers(figures));
    }
}
