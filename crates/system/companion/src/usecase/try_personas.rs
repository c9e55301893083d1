//! The studio's try-it box: what would be answered, by whom, and why the others would keep silent. Decided by the code that
//! decides live; nothing is said, marked or kept. A language model is really asked, and that counts in its budget.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::{ReadTx, Stop};
use footlights_surface::{Caller, Role};

use super::answer_message::check_words;
use super::decide_answer::{Decided, Occasion, OccasionKind, look};
use crate::Chatbot;
use crate::model::{AMOUNT_MAX, PersonaId, PersonaTrigger, SessionOwner};
use crate::store::session;

/// What to try.
#[derive(Debug, Clone)]
pub struct TryPersonas {
    /// Who writes or tips.
    pub sender: String,
    /// What they write.
    pub message: String,
    /// What they tip, in minor units; none: they only write.
    pub amount_cents: Option<i64>,
    /// Only this persona.
    pub persona_id: Option<PersonaId>,
}

/// What would be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The answer, if there is one.
    pub answer: Option<TriedAnswer>,
    /// Each persona, in order, and how it went with it.
    pub considered: Vec<TriedPersona>,
}

/// An answer that is only tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedAnswer {
    /// Who would say it.
    pub persona_id: PersonaId,
    /// What it is called.
    pub persona_name: String,
    /// What it would say.
    pub text: String,
    /// Whether the language model said it.
    pub by_model: bool,
}

/// How it went with one persona.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedPersona {
    /// Which.
    pub persona_id: PersonaId,
    /// What it is called.
    pub name: String,
    /// `answered`, `inactive`, `no_trigger`, `cooling_down`, `person_cooling_down`, `budget` or `outweighed`.
    pub outcome: &'static str,
    /// What set it off.
    pub trigger: Option<PersonaTrigger>,
    /// Why, in a sentence.
    pub detail: String,
}

impl Chatbot {
    /// Tries a message or a tip.
    ///
    /// # Errors
    /// See the module.
    pub async fn try_personas(&self, caller: &Caller, command: TryPersonas) -> Result<Tried, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("personas:write")?;
        let (sender, message) = check_words(&command.sender, &command.message).map_err(in_this_body)?;
        if command.amount_cents.is_some_and(|amount| !(1..=AMOUNT_MAX).contains(&amount)) {
            return Err(Rejection::field("/amountCents", "not_valid", "From 1 to 100,000,000.").into());
        }
        let kind = command.amount_cents.map_or(OccasionKind::Message, |amount_cents| OccasionKind::Tip { id: None, amount_cents });
        let occasion = Occasion { who: SessionOwner::from(caller), sender: Some(sender), message: Some(message), kind };
        let (chatbot, asked, only, now) = (self.clone(), occasion.clone(), command.persona_id, self.companion.now());
        let seen = move |read: &mut ReadTx<'_>| -> Result<Decided, Stop> {
            let live = session::find_active(read, asked.who.creator_id)?;
            let decided = look(&chatbot, read, live, &asked, only, now)?;
            if only.is_some() && decided.personas.is_empty() {
                return Err(Rejection::not_found("persona").into());
            }
            Ok(decided)
        };
        let decided = self.companion.store.read("companion.try_personas", seen).await?;
        let answer = match decided.cue(&occasion) {
            Some(cue) => {
                let said = self.word(&cue).await;
                let (persona_id, persona_name) = (cue.persona.id, cue.persona.name);
                Some(TriedAnswer { persona_id, persona_name, text: said.text, by_model: said.by_model })
            }
            None => None,
        };
        Ok(Tried { answer, considered: considered(&decided) })
    }
}

fn considered(decided: &Decided) -> Vec<TriedPersona> {
    let one = |considered: &footlights_chatbot::Considered| {
        let persona = &decided.personas[considered.persona];
        TriedPersona {
            persona_id: persona.id,
            name: persona.name.clone(),
            outcome: considered.outcome.as_str(),
            trigger: considered.trigger.and_then(|index| persona.triggers.get(index).cloned()),
            detail: considered.detail(),
        }
    };
    decided.decision.considered.iter().map(one).collect()
}

/// The same field is called otherwise here than in the socket's event.
fn in_this_body(mut refusal: Rejection) -> Rejection {
    for error in refusal.fields.iter_mut().filter(|error| error.field == "/senderName") {
        error.field = "/sender".into();
    }
    refusal
}
