//! Commands on what a creator has at all times (goals, menu) that the followers of her live session must hear of.

use footlights_base::{AccountId, Error, Failure};
use footlights_store::{Keys, Stop, Tx};

use crate::Companion;
use crate::events::{creator_topic, session_topic};
use crate::model::SessionId;
use crate::store::session;

/// How often a session may start or end between the look and the command.
const TRIES_MAX: u32 = 8;

impl Companion {
    /// Runs a command under the creator's key and, where a session is live, under that session's. `run` is told which one is:
    /// while it runs, none starts and that one does not end.
    pub(super) async fn write_on_stage<T, F>(&self, name: &'static str, creator: AccountId, run: F) -> Result<T, Failure>
    where
        F: Fn(&mut Tx<'_>, Option<SessionId>) -> Result<T, Stop> + Clone + Send + 'static,
        T: Send + 'static,
    {
        for _ in 0..TRIES_MAX {
            let live = self.store.read("companion.find_active_session", move |tx| session::find_active_id(tx, creator)).await?;
            let mut keys = vec![creator_topic(creator)];
            keys.extend(live.map(session_topic));
            let run = run.clone();
            let done = self.store.write(name, Keys::from(keys), move |tx| {
                if session::find_active_id(tx, creator)? == live { run(tx, live).map(Some) } else { Ok(None) }
            });
            if let Some(done) = done.await? {
                return Ok(done);
            }
        }
        Err(Error::unavailable("sessions of one creator start and end faster than a command can run").into())
    }
}
