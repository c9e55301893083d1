//! Looks whether those who follow rooms on this node are participants, and puts out who is not: at once those of whom it was said
//! that they left or were put out, and now and then all, since that may have been lost on the way. Notes when they were seen.

use std::collections::BTreeMap;
use std::time::Duration;

use footlights_base::{AccountId, Failure};
use footlights_store::Stop;

use crate::Parlor;
use crate::events::room_topic;
use crate::model::RoomId;
use crate::store::participant;

/// When somebody was seen is kept so exactly: what it is asked for are days.
const SEEN_EVERY: Duration = Duration::from_hours(1);
/// People looked at in one read.
const LOOKED_AT_ONCE: usize = 500;
/// People noted in one transaction.
const NOTED_AT_ONCE: usize = 200;

impl Parlor {
    /// Puts out those of these who are no participants of their room.
    pub(crate) async fn look_round(&self, those: Vec<(RoomId, Vec<AccountId>)>) -> Result<(), Failure> {
        let Some(people) = &self.people else { return Ok(()) };
        for (id, account) in self.note_seen(those).await? {
            people.empty_seats(id, account);
            people.depart(id, account);
        }
        Ok(())
    }

    /// These were there: notes it where it was not noted lately. Answers who of them is no participant.
    pub(crate) async fn note_seen(&self, those: Vec<(RoomId, Vec<AccountId>)>) -> Result<Vec<(RoomId, AccountId)>, Failure> {
        let places: Vec<_> = those.into_iter().flat_map(|(id, accounts)| accounts.into_iter().map(move |account| (id, account))).collect();
        let (mut strangers, mut stale) = (Vec::new(), BTreeMap::<RoomId, Vec<AccountId>>::new());
        // Not a read for each room: many have one socket.
        for some in places.chunks(LOOKED_AT_ONCE) {
            let asked = some.to_vec();
            let seen = self.store.read("parlor.look_round", move |read| {
                asked.iter().map(|(id, account)| participant::seen_at(read, *id, *account)).collect::<Result<Vec<_>, Stop>>()
            });
            let (seen, now) = (seen.await?, self.now());
            for ((id, account), seen_at) in some.iter().zip(seen) {
                match seen_at {
                    None => strangers.push((*id, *account)),
                    Some(at) if now.since(at) >= SEEN_EVERY => stale.entry(*id).or_default().push(*account),
                    Some(_) => {}
                }
            }
        }
        for (id, accounts) in stale {
            for some in accounts.chunks(NOTED_AT_ONCE) {
                let (some, now) = (some.to_vec(), self.now());
                let noted = self.store.write("parlor.note_seen", room_topic(id), move |tx| {
                    some.iter().try_for_each(|account| participant::see(tx, id, *account, now))
                });
                noted.await?;
            }
        }
        Ok(strangers)
    }
}
