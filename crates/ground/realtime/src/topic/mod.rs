//! Topics as the followers on one loop thread see them: pure rules, no IO, time an argument.

mod followers;
mod group;
mod history;
mod order;
mod paced;
mod state;
#[cfg(test)]
mod tests;

pub(crate) use order::{Order, Outcome};
pub(crate) use state::{Released, TopicState};

/// Where frames go. Implemented by the loop thread, and by a list in tests.
pub(crate) trait Outlets {
    /// Queues frames for the connection in `slot`, behind everything queued before.
    fn push(&mut self, slot: u32, chunk: &crate::frame::Chunk);

    /// The same for what brings someone up to date, which must not count against it as slowness.
    fn bring(&mut self, slot: u32, chunk: &crate::frame::Chunk);
}
