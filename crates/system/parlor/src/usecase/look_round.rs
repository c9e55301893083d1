//! Looks whether those who follow rooms on this node are participants, and puts out who is not: at once those of whom it was said
//! that they left or were put out, and now and then all, since that may have been lost on the way.

use footlights_base::{AccountId, Failure};
use footlights_store::Stop;

use crate::Parlor;
use crate::model::{Participant, RoomId};
use crate::store::participant;

impl Parlor {
    /// Puts out those of these who are no participants of their room.
    pub(crate) async fn look_round(&self, those: Vec<(RoomId, Vec<AccountId>)>) -> Result<(), Failure> {
        let Some(people) = &self.people else { return Ok(()) };
        for (id, accounts) in those {
            let asked = accounts.clone();
            let still = self.store.read("parlor.look_round", move |read| {
                asked
                    .iter()
                    .map(|account| Ok(participant::lookup(read, id, *account)?.as_ref().is_some_and(Participant::is_joined)))
                    .collect::<Result<Vec<_>, Stop>>()
            });
            let still = still.await?;
            for (account, _) in accounts.iter().zip(still).filter(|(_, still)| !still) {
                people.empty_seats(id, *account);
                people.depart(id, *account);
            }
        }
        Ok(())
    }
}
