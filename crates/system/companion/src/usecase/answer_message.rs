//! Somebody wrote in the chat: perhaps a persona answers. What they wrote is looked at and forgotten; only that somebody was
//! answered is kept, until the session ends.
//!
//! For the session's creator, by a token with `sessions:write`. Refusals: `scope_required` (403), `invalid_fields` (400),
//! `not_found` (404), `session_ended` (409).

use footlights_base::{Failure, FieldError, Rejection, TextLimit};
use footlights_store::{ReadTx, Tx};
use footlights_surface::Caller;

use super::decide_answer::{Occasion, OccasionKind, live_session, look};
use crate::Chatbot;
use crate::events::session_topic;
use crate::model::{SessionId, SessionOwner};

/// Who wrote.
pub(super) const SENDER: TextLimit = TextLimit { field: "/senderName", chars_min: 1, chars_max: 100 };
/// What they wrote.
pub(super) const MESSAGE: TextLimit = TextLimit { field: "/message", chars_min: 0, chars_max: 500 };

/// A line of the chat.
#[derive(Clone)]
pub struct AnswerMessage {
    /// In which session.
    pub session_id: SessionId,
    /// Who wrote: 1 to 100 characters.
    pub sender_name: String,
    /// What they wrote: at most 500 characters.
    pub message: String,
}

impl std::fmt::Debug for AnswerMessage {
    /// Chat text is printed nowhere.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnswerMessage({})", self.session_id)
    }
}

impl Chatbot {
    /// Whether a persona answers. The answer itself follows as `chatbot_response`.
    ///
    /// # Errors
    /// See the module.
    pub async fn answer_message(&self, caller: &Caller, command: AnswerMessage) -> Result<bool, Failure> {
        caller.require_scope("sessions:write")?;
        let (sender, message) = check_words(&command.sender_name, &command.message)?;
        let occasion =
            Occasion { who: SessionOwner::from(caller), sender: Some(sender), message: Some(message), kind: OccasionKind::Message };
        self.answer(command.session_id, occasion).await.map(|cue| cue.inspect(|cue| self.say_soon(cue.clone())).is_some())
    }

    /// Decides and remembers. Most of what is written concerns no persona and writes nothing.
    pub(crate) async fn answer(&self, session: SessionId, occasion: Occasion) -> Result<Option<crate::chatbot::Cue>, Failure> {
        let now = self.companion.now();
        let (chatbot, asked) = (self.clone(), occasion.clone());
        let seen = move |read: &mut ReadTx<'_>| {
            let session = live_session(read, asked.who, session)?;
            let decided = look(&chatbot, read, Some(session), &asked, None, now)?;
            Ok(decided.settings.chatbot.enabled && decided.leaves_a_mark())
        };
        if !self.companion.store.read("companion.look_at_message", seen).await? {
            return Ok(None);
        }
        let chatbot = self.clone();
        let run = move |tx: &mut Tx<'_>| {
            let session = live_session(tx, occasion.who, session)?;
            let decided = look(&chatbot, tx, Some(session), &occasion, None, now)?;
            if !decided.settings.chatbot.enabled {
                return Ok(None);
            }
            decided.mark(tx, now)?;
            Ok(decided.cue(&occasion))
        };
        self.companion.store.write("companion.answer_message", session_topic(session), run).await
    }
}

/// Name and message without what surrounds them, or what is wrong with them.
pub(super) fn check_words(sender: &str, message: &str) -> Result<(String, String), Rejection> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut text = |limit: TextLimit, text: &str| limit.check(text).map_err(|error| wrong.push(error)).unwrap_or_default();
    let checked = (text(SENDER, sender), text(MESSAGE, message));
    if wrong.is_empty() { Ok(checked) } else { Err(Rejection::fields(wrong)) }
}
