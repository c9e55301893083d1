//! Decides which persona answers what happened, within a snapshot or a transaction: the same for what is live and for the
//! studio's try-it box.

use footlights_base::{Money, Timestamp};
use footlights_chatbot::{Decision, Happening, History, decide};
use footlights_store::{Read, Stop, Tx};
use footlights_wordfilter::WordFilter;

use super::end_session::session_ended;
use super::own_session;
use crate::Chatbot;
use crate::chatbot::{Cue, Ways};
use crate::model::{ChatbotAnswers, CreatorSettings, PersonId, Persona, PersonaId, Session, SessionId, SessionOwner, SessionStatus, TipId};
use crate::store::{answered, persona, settings};

/// Something a persona may answer.
#[derive(Debug, Clone)]
pub(crate) struct Occasion {
    pub(crate) who: SessionOwner,
    /// Who wrote or tipped.
    pub(crate) sender: Option<String>,
    /// What they wrote.
    pub(crate) message: Option<String>,
    pub(crate) kind: OccasionKind,
}

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OccasionKind {
    Message,
    Tip { id: Option<TipId>, amount_cents: i64 },
    Timer(PersonaId),
}

/// The decision and all that it was made on.
pub(crate) struct Decided {
    pub(crate) session: Option<Session>,
    pub(crate) settings: CreatorSettings,
    pub(crate) personas: Vec<Persona>,
    pub(crate) decision: Decision,
    /// Who it is about.
    pub(crate) person: Option<PersonId>,
    /// Whether they have not written before and somebody wants to know.
    pub(crate) newcomer: bool,
}

/// The live session of this id, if it is theirs.
pub(crate) fn live_session(read: &mut impl Read, who: SessionOwner, id: SessionId) -> Result<Session, Stop> {
    let found = own_session(read, who, id)?;
    if found.status == SessionStatus::Ended { Err(session_ended().into()) } else { Ok(found) }
}

/// Decides. Without a session nobody has been answered before. `only`: nobody else is considered.
pub(crate) fn look(
    chatbot: &Chatbot,
    read: &mut impl Read,
    session: Option<Session>,
    occasion: &Occasion,
    only: Option<PersonaId>,
    now: Timestamp,
) -> Result<Decided, Stop> {
    let creator = occasion.who.creator_id;
    let settings = settings::load(read, creator, &chatbot.companion.settings.for_creators())?;
    let mut personas = persona::list(read, occasion.who)?;
    if only.is_some() {
        personas.retain(|persona| Some(persona.id) == only);
    }
    let roster = if only.is_some() { personas.iter().map(Persona::deciding).collect() } else { chatbot.rosters.ready(creator, &personas) };
    let person = session.as_ref().zip(occasion.sender.as_deref()).map(|(session, sender)| PersonId::of(session.id, sender));
    let greets = occasion.kind == OccasionKind::Message && personas.iter().any(greets);
    let newcomer = greets && !known(read, session.as_ref(), person)?;
    let (last, this_minute) = match &session {
        Some(session) => {
            (answered::last(read, session.id, person.unwrap_or(PersonId::EVERYBODY))?, answered::count(read, session.id, now)?)
        }
        None => (answered::Last::default(), 0),
    };
    let answered: Vec<_> = personas.iter().map(|persona| last.anybody.get(&persona.id).copied()).collect();
    let answered_person: Vec<_> = personas.iter().map(|persona| last.person.get(&persona.id).copied()).collect();
    let history = History { answered: &answered, answered_person: &answered_person, this_minute, per_minute: settings.chatbot.per_minute };
    let happening = match occasion.kind {
        OccasionKind::Message => Happening::Message { text: occasion.message.as_deref().unwrap_or_default(), first: newcomer },
        OccasionKind::Tip { amount_cents, .. } => Happening::Tip { amount_cents },
        OccasionKind::Timer(id) => Happening::Timer(personas.iter().position(|persona| persona.id == id).unwrap_or(usize::MAX)),
    };
    let decision = decide(&roster, happening, history, now);
    Ok(Decided { session, settings, personas, decision, person, newcomer })
}

fn greets(persona: &Persona) -> bool {
    persona.active && persona.triggers.iter().any(|trigger| trigger.kind == "first_message")
}

fn known(read: &mut impl Read, session: Option<&Session>, person: Option<PersonId>) -> Result<bool, Stop> {
    match (session, person) {
        (Some(session), Some(person)) => answered::has_met(read, session.id, person),
        _ => Ok(false),
    }
}

impl Decided {
    /// Whether anything of it must be remembered.
    pub(crate) fn leaves_a_mark(&self) -> bool {
        self.newcomer || self.decision.choice.is_some()
    }

    /// Remembers it, within a transaction that has the session's topic among its keys.
    pub(crate) fn mark(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), Stop> {
        let Some(session) = &self.session else { return Ok(()) };
        if let Some(person) = self.person.filter(|_| self.newcomer) {
            answered::meet(tx, session.id, person)?;
        }
        if let Some(choice) = self.decision.choice {
            answered::mark(tx, session.id, self.personas[choice.persona].id, self.person, now)?;
        }
        Ok(())
    }

    /// What the chosen persona is to say, and to whom.
    pub(crate) fn cue(&self, occasion: &Occasion) -> Option<Cue> {
        let choice = self.decision.choice?;
        let persona = self.personas[choice.persona].clone();
        let currency = self.session.as_ref().map_or(self.settings.general.currency, |session| session.currency);
        let (tip, amount) = match occasion.kind {
            OccasionKind::Tip { id, amount_cents } => (id, Some(Money { amount_minor: amount_cents, currency })),
            OccasionKind::Message | OccasionKind::Timer(_) => (None, None),
        };
        Some(Cue {
            session: self.session.as_ref().map_or(SessionId::from_bytes([0; 16]), |session| session.id),
            creator: occasion.who.creator_id,
            trigger: persona.triggers.get(choice.trigger)?.clone(),
            persona,
            sender: occasion.sender.clone(),
            message: occasion.message.clone(),
            amount,
            title: self.session.as_ref().and_then(|session| session.title.clone()),
            tip,
            ways: self.ways(),
        })
    }

    fn ways(&self) -> Ways {
        let (tts, chatbot) = (&self.settings.tts, &self.settings.chatbot);
        Ways {
            by_model: chatbot.answers == ChatbotAnswers::Endpoint,
            prompt: chatbot.prompt.clone(),
            filter: WordFilter::new(tts.filter.use_default_list, tts.filter.words.iter().map(String::as_str)),
            aloud: tts.enabled && !self.settings.alerts.do_not_disturb,
            engine: tts.engine,
            chars_max: tts.max_chars as usize,
            volume: self.settings.alerts.volume,
        }
    }
}
