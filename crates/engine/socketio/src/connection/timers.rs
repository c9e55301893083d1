//! What happens by itself: pings, the time a client has for its pong, for joining and for upgrading, and the end of
//! lingering.

use crate::connection::{Carrier, Connection, Heartbeat, Phase};
use crate::event::Event;
use crate::frame::Frame;
use crate::reason::{CloseReason, Violation};

impl Connection {
    /// When [`Connection::handle_timeout`] should be called next, if nothing else happens; `None` when nothing will.
    /// It moves later with most pongs: a wheel may keep the earlier entry, call in vain and ask again.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        match self.phase {
            Phase::Finished => None,
            Phase::Lingering(until) => Some(until),
            Phase::Open => {
                let heartbeat = match self.heartbeat {
                    Heartbeat::PingAt(at) | Heartbeat::PongBy(at) => at,
                };
                let upgrade = match &self.carrier {
                    Carrier::WebSocket => None,
                    Carrier::Polling(polling) => polling.deadline(),
                };
                [Some(heartbeat), self.connect_by, upgrade].into_iter().flatten().min()
            }
        }
    }

    /// Does what is due at `now`; calling it early does nothing. Every other `handle_` method does this first, so a
    /// late timer cannot let a dead session pass for a live one.
    pub fn handle_timeout(&mut self, now: u64, events: &mut Vec<Event>) {
        match self.phase {
            Phase::Finished => return,
            Phase::Lingering(until) => {
                if now >= until {
                    self.phase = Phase::Finished;
                }
                return;
            }
            Phase::Open => {}
        }
        if let Heartbeat::PingAt(at) = self.heartbeat
            && now >= at
        {
            self.queue(Frame::ping());
            // From when it was due, so that a late timer does not lengthen the life of a silent client; but a client
            // that we pinged much too late (a stalled machine) has half the time at least.
            let timeout = self.settings.ping_timeout_ms;
            let pong_by = at.saturating_add(timeout).max(now.saturating_add(timeout / 2));
            self.heartbeat = Heartbeat::PongBy(pong_by);
        }
        if let Heartbeat::PongBy(by) = self.heartbeat
            && now >= by
        {
            return self.end(CloseReason::PingTimeout, events);
        }
        if self.connect_by.is_some_and(|by| now >= by) {
            return self.end(CloseReason::ConnectTimeout, events);
        }
        if let Carrier::Polling(polling) = &mut self.carrier {
            polling.release(now);
            if polling.upgrade_due(now) {
                self.fail_candidate(Violation::UpgradeTimeout);
            }
        }
    }
}
