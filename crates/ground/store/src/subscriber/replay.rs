//! Replaying events that were dead letters, as jobs, so that a replay survives a restart. Knows no event.

use std::sync::Arc;

use footlights_base::{BoxFuture, Clock, Envelope, ErrorKind, Event, Failure};

use super::Subscriber;
use crate::dead_letter::{self, DeadLetter, DeadLetterId, LetterState, REPLAY_QUEUE};
use crate::job::{Job, JobError, JobHandler};
use crate::{Keys, Store, Tx};

/// Gives dead letters to their subscribers again.
pub(crate) struct Replayer {
    pub(crate) store: Store,
    pub(crate) subscribers: Vec<Arc<dyn Subscriber>>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What a replay's job holds.
#[derive(serde::Deserialize)]
struct Asked {
    letter: DeadLetterId,
}

impl JobHandler for Replayer {
    fn queue(&self) -> &'static str {
        REPLAY_QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let Asked { letter } = serde_json::from_value(job.payload.clone()).map_err(JobError::never)?;
            match self.store.dead_letter(letter).await? {
                Some(letter) if letter.state == LetterState::Replaying => self.replay(&job, letter).await,
                // Gone or dealt with: nothing is left to do.
                _ => Ok(()),
            }
        })
    }
}

impl Replayer {
    async fn replay(&self, job: &Job, letter: DeadLetter) -> Result<(), JobError> {
        let subscriber = self.subscribers.iter().find(|one| one.name() == letter.name);
        let said = match (subscriber, serde_json::from_str::<Envelope>(letter.content.get())) {
            (Some(subscriber), Ok(envelope)) => match self.handle(job, subscriber, letter.id, envelope.into()).await {
                Ok(()) => return Ok(()),
                Err(failure) if failure.kind() == ErrorKind::Unavailable => return Err(failure.into()),
                Err(failure) => failure.to_string(),
            },
            (None, _) => "there is no such subscriber any more".to_owned(),
            (_, Err(error)) => format!("the letter's event cannot be read: {error}"),
        };
        // A replay is one try; the person who asked sees in the letter that it failed.
        let id = letter.id;
        let failed = move |tx: &mut Tx<'_>| dead_letter::failed_again(tx, id, &said);
        Ok(self.store.write("note_failed_replay", Keys::none(), failed).await?)
    }

    async fn handle(&self, job: &Job, subscriber: &Arc<dyn Subscriber>, letter: DeadLetterId, event: Event) -> Result<(), Failure> {
        let keys = subscriber.keys(&event);
        let (job, handler, now) = (job.clone(), subscriber.clone(), self.clock.now());
        let run = move |tx: &mut Tx<'_>| {
            tx.check_claim(&job)?;
            dead_letter::replayed(tx, letter, now)?;
            handler.handle_late(tx, &event)
        };
        self.store.write(subscriber.name(), keys, run).await
    }
}
