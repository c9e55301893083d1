//! What a creator has decided about her alerts.

use crate::Timing;

/// The rules of one creator's overlay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// How long alerts stay, and how many wait.
    pub timing: Timing,
    /// Nothing new is issued; what shows goes on to its end.
    pub paused: bool,
    /// Nothing is shown: what waits is passed over.
    pub do_not_disturb: bool,
    /// What becomes of alerts that came while no overlay was open.
    pub when_closed: WhenClosed,
}

/// What becomes of alerts that came while no overlay was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenClosed {
    /// They come one by one, as if they had just come in.
    #[default]
    Keep,
    /// Two or more are summed up in one.
    Summary,
}
