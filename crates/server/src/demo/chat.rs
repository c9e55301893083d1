//! The demo's chat: a doorman and a barker, and people who say a line now and then.

use std::time::Duration;

use footlights_base::{Chance, Failure};
use footlights_companion::{AnswerMessage, Chatbot, Companion, PersonaFields, PersonaTemplate, PersonaTrigger};
use footlights_surface::Caller;
use tokio_util::sync::CancellationToken;

/// Who writes, and what.
const LINES: [(&str, &str); 10] = [
    ("Ana", "hello from the back row"),
    ("marlow_", "!hug everyone"),
    ("Jude", "which song is this?"),
    ("ten4kat", "good evening all"),
    ("Ines", "what is on the menu tonight"),
    ("old_sam", "that was lovely"),
    ("Mika", "!hug the drummer"),
    ("Noor", "play another song please"),
    ("Böe", "hi hi hi"),
    ("quietfan", "first time here"),
];
/// The shortest pause between two lines.
const PAUSE_MIN: Duration = Duration::from_secs(6);
/// How much longer a pause may be.
const PAUSE_SPREAD: Duration = Duration::from_secs(14);

/// The demo's personas, made where there are none yet.
///
/// # Errors
/// What kept them from being made.
pub async fn cast(chatbot: &Chatbot, creator: &Caller) -> Result<(), Failure> {
    if !chatbot.list_personas(creator).await?.is_empty() {
        return Ok(());
    }
    for persona in personas() {
        chatbot.create_persona(creator, persona, None).await?;
    }
    Ok(())
}

fn personas() -> [PersonaFields; 3] {
    let persona = |name: &str, what_for: &str, triggers: &[(&str, &str)], templates: &[(&str, u32)], cooldown| PersonaFields {
        name: Some(name.into()),
        description: Some(what_for.into()),
        triggers: Some(triggers.iter().map(|(kind, value)| PersonaTrigger { kind: (*kind).into(), value: (*value).into() }).collect()),
        templates: Some(templates.iter().map(|(text, weight)| PersonaTemplate { text: (*text).into(), weight: *weight }).collect()),
        cooldown_seconds: Some(cooldown),
        ..PersonaFields::default()
    };
    [
        persona("Barker", "Thanks for big tips.", &[("tip", "2500-100000000")], &[("{amount}! The house bows to {sender}.", 1)], 10),
        persona(
            "Hugs",
            "Does what the command says.",
            &[("command", "!hug"), ("keyword", "song")],
            &[("{sender}, that goes straight to the stage.", 2), ("Noted, {sender}!", 1)],
            5,
        ),
        persona("Doorman", "Greets newcomers.", &[("first_message", "")], &[("Welcome to {title}, {sender}!", 1)], 2),
    ]
}

/// Says lines until cancelled. What is refused (no session is live) is let go.
pub async fn chat(chatbot: Chatbot, companion: Companion, creator: Caller, chance: Chance, stop: CancellationToken) {
    loop {
        let pause = PAUSE_MIN + PAUSE_SPREAD.mul_f64(chance.unit());
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        if let Err(failure) = line(&chatbot, &companion, &creator, &chance).await {
            tracing::debug!(%failure, "the demo's chat waits");
        }
    }
}

async fn line(chatbot: &Chatbot, companion: &Companion, creator: &Caller, chance: &Chance) -> Result<(), Failure> {
    let Some(session) = companion.find_active_session(creator.account).await? else { return Ok(()) };
    let at = usize::try_from(chance.u64() % LINES.len() as u64).expect("an index of a short list");
    let (sender, message) = LINES[at];
    let said = AnswerMessage { session_id: session.id, sender_name: sender.into(), message: message.into() };
    chatbot.answer_message(creator, said).await.map(drop)
}
