//! Looks whether all who follow rooms on this node are participants, and puts out who is not: what was told to all nodes when they
//! were put out may have been lost on the way.

use footlights_base::Failure;
use footlights_store::Stop;

use crate::Parlor;
use crate::model::Participant;
use crate::store::participant;

impl Parlor {
    /// Puts out whoever follows a room and is no participant of it.
    pub(crate) async fn look_round(&self) -> Result<(), Failure> {
        let Some(people) = &self.people else { return Ok(()) };
        for (id, accounts) in people.all_here() {
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
            }
        }
        Ok(())
    }
}
