//! Which namespaces the client is in, and what the application does to its stays: let in, refuse, send, put out.

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::connection::{Connection, SendError};
use crate::event::{AckId, Departure, Event};
use crate::frame::Frame;
use crate::reason::Violation;
use crate::settings::{Link, NAMESPACES_PER_CONNECTION_MAX, NamespaceId, TURNED_AWAY_MAX};

/// The stays of one connection.
#[derive(Debug, Default)]
pub(super) struct Links {
    slots: [Slot; NAMESPACES_PER_CONNECTION_MAX],
    /// Numbers the CONNECT packets; wraps.
    attempts: u16,
    turned_away: u8,
}

#[derive(Debug, Default, Clone, Copy)]
struct Slot {
    namespace: u8,
    state: State,
    attempt: u16,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Free,
    /// The application has not answered yet.
    Asking,
    Joined,
    /// We ended it; what the client sent before it knew is dropped.
    PutOut,
}

impl Slot {
    fn link(self) -> Link {
        Link { namespace: NamespaceId(self.namespace), attempt: self.attempt }
    }
}

/// What a packet for a namespace meets.
pub(super) enum Standing {
    Joined(Link),
    /// Put out while the packet was on its way.
    PutOut,
}

impl Links {
    fn slot_mut(&mut self, namespace: NamespaceId) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.state != State::Free && slot.namespace == namespace.0)
    }

    /// Opens a stay. Gives the link it replaces, if the client was in there or asking; `None` if all slots are taken.
    fn ask(&mut self, namespace: NamespaceId) -> Option<(Link, Option<Link>)> {
        self.attempts = self.attempts.wrapping_add(1);
        let attempt = self.attempts;
        let position = (self.slots.iter().position(|slot| slot.state != State::Free && slot.namespace == namespace.0))
            .or_else(|| self.slots.iter().position(|slot| slot.state == State::Free))
            .or_else(|| self.slots.iter().position(|slot| slot.state == State::PutOut))?;
        let slot = &mut self.slots[position];
        let replaced = matches!(slot.state, State::Asking | State::Joined).then(|| slot.link());
        *slot = Slot { namespace: namespace.0, state: State::Asking, attempt };
        Some((slot.link(), replaced))
    }

    fn slot_of(&mut self, link: Link) -> Option<&mut Slot> {
        self.slot_mut(link.namespace).filter(|slot| slot.attempt == link.attempt)
    }

    fn is_joined(&self, link: Link) -> bool {
        self.slots.iter().any(|slot| slot.state == State::Joined && slot.link() == link)
    }
}

impl Connection {
    /// Lets a client into the namespace it asked for. `sid` is the id of this stay, the driver's to choose.
    ///
    /// # Errors
    /// [`SendError::Stale`] if it has left or asked anew meanwhile, or was answered already; [`SendError::Full`] and
    /// [`SendError::Ended`] as everywhere.
    pub fn accept(&mut self, link: Link, sid: &str) -> Result<(), SendError> {
        let frame = Frame::connected(self.settings.namespaces.name(link.namespace), sid);
        self.answer(link, State::Joined, frame)?;
        self.connect_by = None;
        Ok(())
    }

    /// Refuses a client: CONNECT_ERROR with `message` and, if given, `data`. It may ask again.
    ///
    /// # Errors
    /// As [`Connection::accept`].
    pub fn refuse(&mut self, link: Link, message: &str, data: Option<&RawValue>) -> Result<(), SendError> {
        let frame = Frame::refused(self.settings.namespaces.name(link.namespace), message, data.map(RawValue::get));
        self.answer(link, State::Free, frame)
    }

    fn answer(&mut self, link: Link, state: State, frame: Frame) -> Result<(), SendError> {
        if !self.is_open() {
            return Err(SendError::Ended);
        }
        let room = self.has_room(frame.size());
        let slot = self.links.slot_of(link).filter(|slot| slot.state == State::Asking).ok_or(SendError::Stale)?;
        if !room {
            return Err(SendError::Full);
        }
        slot.state = state;
        self.queue(frame);
        Ok(())
    }

    /// Whether this stay was accepted and goes on.
    #[must_use]
    pub fn is_joined(&self, link: Link) -> bool {
        self.is_open() && self.links.is_joined(link)
    }

    /// Sends one event to this client alone. `args` as in [`Frame::event`]; with `ack` the client answers with
    /// [`Event::Ack`] and this id.
    ///
    /// # Errors
    /// [`SendError::Ended`], [`SendError::Stale`], [`SendError::Full`]; nothing is queued then.
    pub fn emit(&mut self, link: Link, name: &str, args: &str, ack: Option<AckId>, attachments: &[Bytes]) -> Result<(), SendError> {
        self.check_joined(link)?;
        let namespace = self.settings.namespaces.name(link.namespace);
        let frame = Frame::event_packet(namespace, name, args, ack, attachments);
        self.queue_bounded(frame)
    }

    /// Answers an event that came with this id. `args` as in [`Frame::event`].
    ///
    /// # Errors
    /// As [`Connection::emit`].
    pub fn ack(&mut self, link: Link, id: AckId, args: &str, attachments: &[Bytes]) -> Result<(), SendError> {
        self.check_joined(link)?;
        let frame = Frame::ack(self.settings.namespaces.name(link.namespace), id, args, attachments);
        self.queue_bounded(frame)
    }

    /// Puts a client out of a namespace with DISCONNECT, after which the reference client does not come back by
    /// itself: for revoked rights only. What it sent before it knew is dropped. No event follows.
    ///
    /// # Errors
    /// As [`Connection::emit`].
    pub fn disconnect(&mut self, link: Link) -> Result<(), SendError> {
        self.check_joined(link)?;
        if let Some(slot) = self.links.slot_of(link) {
            slot.state = State::PutOut;
        }
        if let Some(assembly) = self.assembly.as_mut().filter(|assembly| assembly.link == Some(link)) {
            assembly.link = None;
        }
        self.queue(Frame::disconnected(self.settings.namespaces.name(link.namespace)));
        Ok(())
    }

    fn check_joined(&self, link: Link) -> Result<(), SendError> {
        match (self.is_open(), self.links.is_joined(link)) {
            (false, _) => Err(SendError::Ended),
            (true, false) => Err(SendError::Stale),
            (true, true) => Ok(()),
        }
    }

    pub(super) fn connect_packet(&mut self, name: &str, auth: Option<&str>, events: &mut Vec<Event>) -> Result<(), Violation> {
        let Some(namespace) = self.settings.namespaces.lookup(name) else {
            return self.turn_away(name, "Invalid namespace");
        };
        let auth = match auth {
            Some(text) => Some(RawValue::from_string(text.to_owned()).map_err(|_| Violation::Json)?),
            None => None,
        };
        let Some((link, replaced)) = self.links.ask(namespace) else {
            return self.turn_away(name, "Too many namespaces");
        };
        if let Some(link) = replaced {
            events.push(Event::Disconnect { link, by: Departure::Replaced });
        }
        events.push(Event::Connect { link, auth });
        Ok(())
    }

    /// Refuses a CONNECT without asking the application, a bounded number of times.
    fn turn_away(&mut self, name: &str, message: &str) -> Result<(), Violation> {
        self.links.turned_away += 1;
        if self.links.turned_away > TURNED_AWAY_MAX {
            return Err(Violation::TurnedAway);
        }
        self.queue(Frame::refused(name, message, None));
        Ok(())
    }

    pub(super) fn disconnect_packet(&mut self, name: &str, events: &mut Vec<Event>) -> Result<(), Violation> {
        let namespace = self.settings.namespaces.lookup(name).ok_or(Violation::NotConnected)?;
        // Leaving where one is not has no effect: it may have crossed our own refusal or DISCONNECT.
        if let Some(slot) = self.links.slot_mut(namespace) {
            if matches!(slot.state, State::Asking | State::Joined) {
                events.push(Event::Disconnect { link: slot.link(), by: Departure::Client });
            }
            slot.state = State::Free;
        }
        Ok(())
    }

    /// Where a packet for this namespace belongs. A client sends nothing before it was let in, so a packet for a
    /// namespace it is not in ends the connection, as with the reference server.
    pub(super) fn standing(&mut self, name: &str) -> Result<Standing, Violation> {
        let namespace = self.settings.namespaces.lookup(name).ok_or(Violation::NotConnected)?;
        match self.links.slot_mut(namespace) {
            Some(slot) if slot.state == State::Joined => Ok(Standing::Joined(slot.link())),
            Some(slot) if slot.state == State::PutOut => Ok(Standing::PutOut),
            _ => Err(Violation::NotConnected),
        }
    }
}
