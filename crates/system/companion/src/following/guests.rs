//! Moderators who follow something of a creator's on this node. When a right is taken away what they follow by it ends: at once
//! when the news comes, else with the next look round.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::{AccountId, ErrorKind, Rejection, Topic};
use footlights_realtime::{Audience, Socket};
use serde_json::json;

use crate::Companion;
use crate::audience::HELPERS;
use crate::model::{Right, Rights, SessionOwner};

/// Whose guest somebody is.
type Guest = (SessionOwner, AccountId);

/// All guests of this node.
#[derive(Default)]
pub(crate) struct Guests(Mutex<HashMap<Guest, Vec<Stay>>>);

struct Stay {
    socket: Socket,
    topic: Topic,
    audience: Audience,
}

impl Stay {
    /// Whether these rights still carry it.
    fn is_carried_by(&self, rights: Rights) -> bool {
        match self.topic.kind() {
            "creator" => rights.include(Right::Alerts),
            _ if self.audience == HELPERS => rights.include(Right::Tips),
            _ => !rights.is_empty(),
        }
    }
}

impl Guests {
    /// `socket` of `account` follows `topic` as `audience`. The owner herself is nobody's guest.
    pub(crate) fn enter(&self, (owner, account): Guest, socket: &Socket, topic: Topic, audience: Audience) {
        if owner.creator_id == account {
            return;
        }
        let mut guests = self.guests();
        let stays = guests.entry((owner, account)).or_default();
        stays.retain(|stay| stay.socket.id() != socket.id() || stay.topic != topic);
        stays.push(Stay { socket: socket.clone(), topic, audience });
    }

    /// The socket follows `topic` no more; or nothing, when none is named.
    pub(crate) fn leave(&self, socket: &Socket, topic: Option<&Topic>) {
        self.guests().retain(|_, stays| {
            stays.retain(|stay| stay.socket.id() != socket.id() || topic.is_some_and(|topic| stay.topic != *topic));
            !stays.is_empty()
        });
    }

    /// Puts out whoever follows by a right that was taken away: guests of `creator`, or all.
    pub(crate) async fn recheck(&self, companion: &Companion, creator: Option<AccountId>) {
        let theirs = |(owner, _): &&Guest| creator.is_none_or(|creator| owner.creator_id == creator);
        let guests: Vec<Guest> = self.guests().keys().filter(theirs).copied().collect();
        match companion.recheck_guests(guests.clone()).await {
            Ok(rights) => guests.iter().zip(rights).for_each(|(guest, rights)| self.put_out(guest, rights)),
            Err(failure) => tracing::warn!(%failure, "the rights of moderators could not be looked up; they are with the next look"),
        }
    }

    fn put_out(&self, guest: &Guest, rights: Rights) {
        let mut guests = self.guests();
        let Some(stays) = guests.get_mut(guest) else { return };
        for stay in stays.extract_if(.., |stay| !stay.is_carried_by(rights)) {
            stay.socket.leave(&stay.topic);
            let refusal = right_lost();
            stay.socket.emit("error", &json!({"message": refusal.detail, "code": refusal.code, "topic": stay.topic}));
        }
        if stays.is_empty() {
            guests.remove(guest);
        }
    }

    fn guests(&self) -> MutexGuard<'_, HashMap<Guest, Vec<Stay>>> {
        // Every change leaves the map whole, whatever panics elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn right_lost() -> Rejection {
    Rejection::new(ErrorKind::NotFound, "not_found", "You do not moderate this any more.")
}
