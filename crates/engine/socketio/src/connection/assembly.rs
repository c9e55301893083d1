//! A Socket.IO packet with binary attachments, from its text to its last attachment.

use bytes::Bytes;

use crate::event::{AckId, Arguments, Event, Incoming};
use crate::reason::Violation;
use crate::settings::{Link, Settings};

/// A packet without its attachments yet.
#[derive(Debug)]
pub(super) struct Assembly {
    /// `None` for a stay that we ended: the attachments are swallowed.
    pub(super) link: Option<Link>,
    pub(super) ack: Option<AckId>,
    /// Whether it is an answer, not an event.
    pub(super) is_ack: bool,
    pub(super) args: Arguments,
    pub(super) missing: usize,
    pub(super) bytes: usize,
}

impl Assembly {
    /// Takes the next attachment; `true` when it was the last.
    pub(super) fn add(&mut self, settings: &Settings, attachment: Bytes) -> Result<bool, Violation> {
        self.bytes += attachment.len();
        if self.bytes > settings.attachment_bytes_max {
            return Err(Violation::TooLarge);
        }
        if self.link.is_some() {
            self.args.attachments.push(attachment);
        }
        self.missing -= 1;
        Ok(self.missing == 0)
    }

    pub(super) fn held_bytes(&self) -> usize {
        size_of::<Self>() + self.args.text.len() + self.args.attachments.capacity() * size_of::<Bytes>() + self.bytes
    }

    pub(super) fn into_event(self) -> Option<Event> {
        let link = self.link?;
        Some(match (self.is_ack, self.ack) {
            (true, Some(id)) => Event::Ack { link, id, args: self.args },
            (_, ack) => Event::Message(Incoming { link, ack, args: self.args }),
        })
    }
}
