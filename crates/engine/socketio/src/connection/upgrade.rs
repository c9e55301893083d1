//! From polling to WebSocket: `2probe` is answered with `3probe`, a parked poll is released with a noop, and with `5`
//! the WebSocket carries the session. Until then the session lives on polling, and a probe that fails harms nobody.

use crate::connection::polling::Candidate;
use crate::connection::{Carrier, Connection, Transmit};
use crate::engineio::{Packet, Refusal};
use crate::event::Event;
use crate::frame::Frame;
use crate::reason::{CloseCode, Violation};
use crate::websocket::Decoder;

impl Connection {
    /// A WebSocket asks to take this session over (its handshake not answered yet). If it is taken, answer 101; its
    /// bytes go to [`Connection::handle_bytes`], what [`Connection::poll_transmit`] gives goes to it.
    ///
    /// # Errors
    /// Refuse the request: the session is over, was upgraded, or another WebSocket is probing.
    pub fn attach_websocket(&mut self, now: u64, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.handle_timeout(now, events);
        if !self.is_open() {
            return Err(Refusal::SessionUnknown);
        }
        match &mut self.carrier {
            Carrier::Polling(polling) if polling.candidate == Candidate::None => {
                polling.candidate = Candidate::Attached;
                polling.upgrade_by = now.saturating_add(self.settings.upgrade_timeout_ms);
                Ok(())
            }
            _ => Err(Refusal::BadRequest),
        }
    }

    /// Whether a WebSocket carries the session or probes.
    pub(super) fn has_websocket(&self) -> bool {
        match &self.carrier {
            Carrier::WebSocket => true,
            Carrier::Polling(polling) => polling.candidate != Candidate::None,
        }
    }

    /// A packet on the WebSocket that probes.
    pub(super) fn probe_packet(&mut self, now: u64, packet: Packet<'_>, events: &mut Vec<Event>) -> Result<(), Violation> {
        let Carrier::Polling(polling) = &mut self.carrier else { return Err(Violation::UpgradeOrder) };
        match (packet, polling.candidate) {
            (Packet::Ping("probe"), Candidate::Attached) => {
                polling.candidate = Candidate::Probing;
                polling.arm_release(now);
                self.out.push_back(Transmit::Frame(Frame::text("3probe")));
                Ok(())
            }
            (Packet::Upgrade, Candidate::Probing) => {
                // What waited for a poll goes out on the WebSocket; a poll that is still parked is refused.
                self.out.extend(std::mem::take(&mut polling.queue).into_iter().map(Transmit::Frame));
                self.carrier = Carrier::WebSocket;
                events.push(Event::Upgraded);
                Ok(())
            }
            _ => Err(Violation::UpgradeOrder),
        }
    }

    /// Ends the attempt to upgrade; the session goes on by polling.
    pub(super) fn fail_candidate(&mut self, violation: Violation) {
        if self.has_websocket()
            && let Carrier::Polling(polling) = &mut self.carrier
        {
            polling.forget_candidate();
            self.decoder = Decoder::default();
            self.shut_websocket(violation.close_code(), &violation.to_string());
        }
    }

    /// Ends the probing WebSocket, if there is one, without blame.
    pub(super) fn drop_candidate(&mut self) {
        if self.has_websocket()
            && let Carrier::Polling(polling) = &mut self.carrier
        {
            polling.forget_candidate();
            self.shut_websocket(CloseCode::NORMAL, "");
        }
    }
}
