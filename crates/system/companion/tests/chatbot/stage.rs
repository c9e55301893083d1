//! A chatbot with a voice on a world, everything that follows from a tip, and a list of what was said and heard.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::{AccountId, Failure, TenantId};
use footlights_cluster::Cluster;
use footlights_companion::{
    AnswerMessage, ChatModelSettings, Chatbot, ChatbotParts, ChatbotResponse, Companion, CompanionParts, CompanionSettings, Outlet,
    OverlayParts, OverlaySettings, Overlays, Persona, PersonaFields, PersonaTemplate, PersonaTrigger, RecordTip, Session, Speech,
    SpeechParts, Spoken, StartSession, TipId, VoiceSettings,
};
use footlights_identity::SecretBox;
use footlights_store::Workers;
use footlights_surface::{Caller, CredentialId, Role, Roles, Scopes};
use footlights_testkit::World;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Notes what is said and heard.
#[derive(Default)]
pub(crate) struct Noted {
    said: Mutex<Vec<ChatbotResponse>>,
    heard: Mutex<Vec<Spoken>>,
}

impl Outlet for Noted {
    fn respond(&self, response: &ChatbotResponse) {
        self.said.lock().expect("no test panics in here").push(response.clone());
    }

    fn sound(&self, spoken: Spoken) {
        self.heard.lock().expect("no test panics in here").push(spoken);
    }
}

/// What a stage is made with.
#[derive(Clone)]
pub(crate) struct Props {
    pub(crate) model: Option<ChatModelSettings>,
    pub(crate) speech: VoiceSettings,
}

impl Default for Props {
    /// No model; a program that makes sound at once, and none that makes it small.
    fn default() -> Self {
        Self { model: None, speech: VoiceSettings { espeak: fake("speaks"), ffmpeg: fake("absent"), ..VoiceSettings::default() } }
    }
}

pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) companion: Companion,
    pub(crate) chatbot: Chatbot,
    pub(crate) speech: Speech,
    noted: Arc<Noted>,
    overlays: Overlays,
    workers: Option<Workers>,
}

impl Stage {
    pub(crate) fn new(world: World) -> Self {
        Self::with(world, Props::default())
    }

    pub(crate) fn with(world: World, props: Props) -> Self {
        let mut stage = Self::asleep(world, props);
        stage.wake();
        stage
    }

    /// Nobody follows what is committed until it is woken: the server is away.
    pub(crate) fn asleep(world: World, props: Props) -> Self {
        let (clock, chance) = (world.shared_clock(), world.chance.clone());
        let companion = Companion::new(CompanionParts {
            store: world.store.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            settings: CompanionSettings::default(),
        });
        let cluster = Cluster::memory(clock.clone(), &chance);
        let noted = Arc::new(Noted::default());
        let speech = Speech::new(SpeechParts { companion: companion.clone(), outlet: noted.clone(), settings: props.speech });
        let chatbot = Chatbot::new(ChatbotParts {
            companion: companion.clone(),
            speech: speech.clone(),
            cluster: cluster.clone(),
            outlet: noted.clone(),
            model: props.model,
            stop: CancellationToken::new(),
        });
        let overlays = Overlays::new(OverlayParts {
            companion: companion.clone(),
            cluster,
            hub: None,
            secret_box: SecretBox::new([7; 32]),
            settings: OverlaySettings::default(),
        });
        Self { world, companion, chatbot, speech, noted, overlays, workers: None }
    }

    pub(crate) fn wake(&mut self) {
        let subscribers = [self.overlays.subscribers(), self.chatbot.subscribers(), self.speech.subscribers()].concat();
        let jobs = [self.overlays.jobs(), self.chatbot.jobs(), self.speech.jobs()].concat();
        let (store, clock) = (self.world.store.clone(), self.world.shared_clock());
        self.workers = Some(Workers::start(store, subscribers, jobs, clock, CancellationToken::new()));
    }

    pub(crate) async fn start(&self, caller: &Caller) -> Session {
        let start = StartSession { platform: "other".into(), title: Some("Friday".into()), ..StartSession::default() };
        let session = self.companion.start_session(caller, start, None).await.expect("starts");
        self.settled().await;
        session
    }

    pub(crate) async fn persona(&self, caller: &Caller, name: &str, triggers: &[(&str, &str)], text: &str) -> Persona {
        self.chatbot.create_persona(caller, fields(name, triggers, text), None).await.expect("made")
    }

    pub(crate) async fn change(&self, caller: &Caller, persona: &Persona, fields: PersonaFields) -> Persona {
        self.chatbot.update_persona(caller, persona.id, fields).await.expect("changed")
    }

    /// Whether somebody answers.
    pub(crate) async fn says(&self, caller: &Caller, session: &Session, sender: &str, message: &str) -> bool {
        let command = AnswerMessage { session_id: session.id, sender_name: sender.into(), message: message.into() };
        let answered = self.chatbot.answer_message(caller, command).await.expect("looked at");
        self.chatbot.settled().await;
        answered
    }

    /// A tip, and everything that follows from it.
    pub(crate) async fn tip(&self, caller: &Caller, cents: i64, name: &str, message: &str) -> TipId {
        let tip = RecordTip { tipper_name: Some(name.into()), message: Some(message.into()), ..RecordTip::cents(cents) };
        let recorded = self.companion.record_tip(caller, tip, None).await.expect("recorded");
        self.settled().await;
        recorded.tip.id
    }

    pub(crate) async fn settled(&self) {
        if let Some(workers) = &self.workers {
            workers.settle().await;
        }
        self.chatbot.settled().await;
    }

    pub(crate) async fn later(&self, time: Duration) {
        self.world.advance(time);
        self.settled().await;
    }

    pub(crate) async fn set(&self, caller: &Caller, settings: Value) {
        crate::settings::set(&self.companion, caller, settings).await;
    }

    /// What was said since last asked.
    pub(crate) fn said(&self) -> Vec<ChatbotResponse> {
        std::mem::take(&mut *self.noted.said.lock().expect("no test panics in here"))
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.said().into_iter().map(|response| response.response_text).collect()
    }

    /// What was heard since last asked.
    pub(crate) fn heard(&self) -> Vec<Spoken> {
        std::mem::take(&mut *self.noted.heard.lock().expect("no test panics in here"))
    }

    pub(crate) fn heard_texts(&self) -> Vec<String> {
        self.heard().into_iter().map(|spoken| spoken.text).collect()
    }
}

pub(crate) fn fields(name: &str, triggers: &[(&str, &str)], text: &str) -> PersonaFields {
    let triggers = triggers.iter().map(|(kind, value)| PersonaTrigger { kind: (*kind).into(), value: (*value).into() });
    PersonaFields {
        name: Some(name.into()),
        triggers: Some(triggers.collect()),
        templates: Some(vec![PersonaTemplate { text: text.into(), weight: 1 }]),
        cooldown_seconds: Some(0),
        ..PersonaFields::default()
    }
}

/// A script in place of espeak-ng.
pub(crate) fn fake(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "chatbot", "programs", name].iter().collect()
}

pub(crate) fn creator(number: u8) -> Caller {
    caller(number, Roles::new([Role::Creator]), Scopes::All)
}

pub(crate) fn caller(number: u8, roles: Roles, scopes: Scopes) -> Caller {
    Caller {
        tenant: TenantId::from_bytes([1; 16]),
        account: AccountId::from_bytes([number; 16]),
        roles,
        scopes,
        credential: CredentialId::from_bytes([number; 16]),
        expires_at: None,
        remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

/// The code of the refusal.
pub(crate) fn code<T>(answer: Result<T, Failure>) -> &'static str {
    match answer {
        Err(Failure::Rejected(refusal)) => refusal.code,
        Err(failure) => panic!("broken: {failure}"),
        Ok(_) => panic!("not refused"),
    }
}

/// The wrong fields of the refusal, with their codes.
pub(crate) fn wrong<T>(answer: Result<T, Failure>) -> Vec<(String, &'static str)> {
    match answer {
        Err(Failure::Rejected(refusal)) => refusal.fields.into_iter().map(|field| (field.field.into_owned(), field.code)).collect(),
        Err(failure) => panic!("broken: {failure}"),
        Ok(_) => panic!("not refused"),
    }
}
