//! The face of the chatbot: personas that answer. Who answers is decided by the engine of that name; this puts words to it.

mod compose;
mod model;
mod rosters;

use std::sync::Arc;

use footlights_cluster::Cluster;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use compose::{Cue, Said, Ways};
use model::ChatModel;
pub use model::ChatModelSettings;
pub(crate) use rosters::Rosters;

use crate::outlet::{ChatbotResponse, InReplyTo, Outlet};
use crate::{Companion, Speech};

/// Answers that may be under way at once on one node because they wait for the language model or are being spoken; beyond it a
/// template answers, unspoken.
const UNDER_WAY_MAX: usize = 32;

/// What the chatbot stands on.
pub struct ChatbotParts {
    /// Whose sessions it answers in.
    pub companion: Companion,
    /// Speaks for personas that have a voice.
    pub speech: Speech,
    /// What nodes tell one another.
    pub cluster: Cluster,
    /// Where answers go.
    pub outlet: Arc<dyn Outlet>,
    /// The operator's language model, if there is one.
    pub model: Option<ChatModelSettings>,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
}

/// The chatbot of all creators. Cheap to clone.
#[derive(Clone)]
pub struct Chatbot(Arc<Inner>);

/// What is behind the face; only this crate sees into it.
pub struct Inner {
    pub(crate) companion: Companion,
    pub(crate) rosters: Rosters,
    speech: Speech,
    outlet: Arc<dyn Outlet>,
    model: Option<ChatModel>,
    stop: CancellationToken,
    tasks: TaskTracker,
    under_way: Arc<Semaphore>,
}

impl std::ops::Deref for Chatbot {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Chatbot {
    /// Puts it on its parts.
    #[must_use]
    pub fn new(parts: ChatbotParts) -> Self {
        let ChatbotParts { companion, speech, cluster, outlet, model, stop } = parts;
        let model = model.map(|settings| ChatModel::new(settings, cluster));
        let (tasks, under_way) = (TaskTracker::new(), Arc::new(Semaphore::new(UNDER_WAY_MAX)));
        Self(Arc::new(Inner { companion, rosters: Rosters::default(), speech, outlet, model, stop, tasks, under_way }))
    }

    /// Waits until what is under way has ended.
    pub async fn settled(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }

    /// Says what a cue calls for, without holding up who asks: what needs no waiting is said at once.
    pub(crate) fn say_soon(&self, cue: Cue) {
        let waits = cue.wants_model() && self.model.is_some();
        if !waits && cue.voice().is_none() {
            self.tell(&cue, self.by_template(&cue));
            return;
        }
        let Ok(place) = self.under_way.clone().try_acquire_owned() else {
            metrics::counter!("footlights_chatbot_hurried_total").increment(1);
            self.tell(&cue, self.by_template(&cue));
            return;
        };
        let (chatbot, stop) = (self.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            // Cut off by a stop, an answer is lost like any frame without a number.
            let _cut_off = stop.run_until_cancelled(chatbot.say(cue)).await;
            drop(place);
        });
    }

    /// Says what a cue calls for.
    pub(crate) async fn say(&self, cue: Cue) {
        let said = self.word(&cue).await;
        let Some(text) = self.tell(&cue, said) else { return };
        if let Some(voice) = cue.voice() {
            self.speech.speak_answer(&cue, voice, &text).await;
        }
    }

    /// The answer's words: the language model's where that is wanted and answers, else a template's.
    pub(crate) async fn word(&self, cue: &Cue) -> Said {
        if let (true, Some(model)) = (cue.wants_model(), &self.model) {
            match model.answer(&cue.question()).await {
                Ok(text) => {
                    let text = cue.tamed(&text);
                    if !text.is_empty() {
                        return Said { text, by_model: true };
                    }
                    tracing::info!("the language model said nothing that may be shown; a template answers");
                }
                Err(error) => tracing::warn!(%error, "the language model has no answer; a template answers"),
            }
        }
        self.by_template(cue)
    }

    pub(crate) fn by_template(&self, cue: &Cue) -> Said {
        Said { text: cue.by_template(self.companion.chance.unit()), by_model: false }
    }

    /// Tells it to the followers; what has no words is not said.
    fn tell(&self, cue: &Cue, said: Said) -> Option<String> {
        if said.text.is_empty() {
            return None;
        }
        self.outlet.respond(&ChatbotResponse {
            session_id: cue.session,
            persona_id: cue.persona.id,
            persona_name: cue.persona.name.clone(),
            response_text: said.text.clone(),
            in_reply_to: cue.sender.clone().map(|sender_name| InReplyTo { sender_name }),
            trigger: cue.trigger.clone(),
            voice: cue.persona.voice.clone(),
        });
        Some(said.text)
    }
}
