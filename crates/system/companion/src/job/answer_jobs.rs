//! Answers that nobody waits for: to tips, and when a timer goes off. One at a time per creator.

use std::time::Duration;

use footlights_base::{AccountId, ErrorKind, Failure, TenantId};
use footlights_store::{Job, JobError, JobHandler, ReadTx, Retry, Tx};
use footlights_surface::BoxFuture;
use serde::Deserialize;

use super::persona_timers;
use crate::Chatbot;
use crate::events::creator_topic;
use crate::model::{PersonaId, SessionId, SessionOwner, TipId};
use crate::store::{persona, speech};
use crate::usecase::decide_answer::{Occasion, OccasionKind};

/// The queue of these jobs.
pub(super) const QUEUE: &str = "companion.answers";
/// What is later than this is not answered any more: the server was away.
const LATE: Duration = Duration::from_mins(2);

/// Runs the queue.
pub(super) struct AnswerJobs {
    chatbot: Chatbot,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    tenant_id: TenantId,
    creator_id: AccountId,
    session_id: SessionId,
    #[serde(flatten)]
    what: What,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase", rename_all_fields = "camelCase")]
enum What {
    Tip { tip_id: TipId },
    Timer { persona_id: PersonaId },
}

impl AnswerJobs {
    /// On this chatbot.
    pub(super) fn new(chatbot: Chatbot) -> Self {
        Self { chatbot }
    }

    async fn answer(&self, job: &Job, task: Task) -> Result<(), JobError> {
        let who = SessionOwner { tenant_id: task.tenant_id, creator_id: task.creator_id };
        let late = self.chatbot.companion.now().since(job.run_at) > LATE;
        match task.what {
            What::Timer { persona_id } => {
                // Late or not, it goes on from now.
                if self.wind_up(job, who, task.session_id, persona_id).await? && !late {
                    let occasion = Occasion { who, sender: None, message: None, kind: OccasionKind::Timer(persona_id) };
                    self.say(task.session_id, occasion).await?;
                }
                Ok(())
            }
            What::Tip { .. } if late => Ok(()),
            What::Tip { tip_id } => self.answer_tip(who, task.session_id, tip_id).await,
        }
    }

    async fn answer_tip(&self, who: SessionOwner, session: SessionId, tip_id: TipId) -> Result<(), JobError> {
        let look = move |read: &mut ReadTx<'_>| speech::words(read, tip_id);
        let Some(words) = self.chatbot.companion.store.read("companion.look_at_tip", look).await? else { return Ok(()) };
        let kind = OccasionKind::Tip { id: Some(tip_id), amount_cents: words.amount_cents };
        self.say(session, Occasion { who, sender: words.tipper_name, message: words.message, kind }).await
    }

    async fn say(&self, session: SessionId, occasion: Occasion) -> Result<(), JobError> {
        match self.chatbot.answer(session, occasion).await {
            Ok(Some(cue)) => self.chatbot.say(cue).await,
            Ok(None) => {}
            // The session has ended, or the tip was of an earlier one.
            Err(Failure::Rejected(refusal)) if matches!(refusal.kind, ErrorKind::Conflict | ErrorKind::NotFound) => {}
            Err(failure) => return Err(failure.into()),
        }
        Ok(())
    }

    /// Sets the timer anew; whether it still counts.
    async fn wind_up(&self, job: &Job, who: SessionOwner, session: SessionId, id: PersonaId) -> Result<bool, JobError> {
        let (now, next, job) = (self.chatbot.companion.now(), persona_timers::new_job_id(&self.chatbot.companion), job.clone());
        let run = move |tx: &mut Tx<'_>| {
            tx.check_claim(&job)?;
            let live = crate::store::session::find_active_id(tx, who.creator_id)? == Some(session);
            let Some(persona) = persona::lookup(tx, who, id)?.filter(|_| live) else { return Ok(false) };
            persona_timers::set(tx, &persona, session, next, now)?;
            Ok(persona.timer().is_some())
        };
        Ok(self.chatbot.companion.store.write("companion.wind_up_persona", creator_topic(who.creator_id), run).await?)
    }
}

impl JobHandler for AnswerJobs {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let task = serde_json::from_value(job.payload.clone()).map_err(JobError::never)?;
            self.answer(&job, task).await
        })
    }

    fn retry(&self) -> Retry {
        Retry { tries: 3, ..Retry::default() }
    }
}
