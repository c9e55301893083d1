//! `/api/personas`.

use axum::Json;
use axum::Router;
use axum::extract::{FromRef, State};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Path, Problem, Problems, ReadProblems, rest_routes};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Chatbot;
use crate::model::{Persona, PersonaAnswers, PersonaId, PersonaTemplate, PersonaTrigger};
use crate::usecase::persona_draft::PersonaFields;
use crate::usecase::try_personas::{Tried, TryPersonas};

/// What the chatbot's handlers are given.
#[derive(Clone)]
pub struct ChatbotState {
    /// The face.
    pub chatbot: Chatbot,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<ChatbotState> for Edge {
    fn from_ref(state: &ChatbotState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<ChatbotState> for Chatbot {
    fn from_ref(state: &ChatbotState) -> Self {
        state.chatbot.clone()
    }
}

/// Every REST path of the chatbot.
pub fn chatbot_rest(chatbot: Chatbot, edge: Edge) -> Router {
    routes().with_state(ChatbotState { chatbot, edge })
}

rest_routes! {
    fn routes() -> Router<ChatbotState>;
    pub(super) fn document() -> OpenApi;
    list, create;
    update, delete;
    order;
    try_out;
}

/// What a persona reacts to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PersonaTrigger)]
struct TriggerBody {
    /// `keyword`, `regex`, `command`, `tip`, `timer` or `first_message`.
    #[serde(rename = "type")]
    kind: String,
    /// The word, the pattern, the command, the amount or range in minor units, the minutes.
    #[serde(default)]
    value: String,
}

/// What a persona says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PersonaTemplate)]
struct TemplateBody {
    /// At most 500 characters, with `{sender}`, `{amount}`, `{message}`, `{title}`.
    text: String,
    /// How often compared with the others: 1 to 1,000.
    #[serde(default = "one")]
    weight: u32,
}

const fn one() -> u32 {
    1
}

/// A voice of the chatbot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Persona)]
struct PersonaBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: PersonaId,
    /// What it is called.
    name: String,
    /// What it is for.
    description: String,
    /// Whether it answers.
    active: bool,
    /// Its place: of several that could answer the first does.
    position: i64,
    /// What it reacts to, in order.
    triggers: Vec<TriggerBody>,
    /// What it says.
    templates: Vec<TemplateBody>,
    /// Where its words come from.
    answers: PersonaAnswers,
    /// What a language model is told about it.
    prompt: String,
    /// How long it keeps silent after an answer.
    cooldown_seconds: u32,
    /// How long it keeps silent towards one person.
    per_person_cooldown_seconds: u32,
    /// The voice that speaks its answers.
    #[schema(required)]
    voice: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<Persona> for PersonaBody {
    fn from(persona: Persona) -> Self {
        Self {
            id: persona.id,
            name: persona.name,
            description: persona.description,
            active: persona.active,
            position: persona.position,
            triggers: persona.triggers.into_iter().map(TriggerBody::from).collect(),
            templates: persona.templates.into_iter().map(|PersonaTemplate { text, weight }| TemplateBody { text, weight }).collect(),
            answers: persona.answers,
            prompt: persona.prompt,
            cooldown_seconds: persona.cooldown_seconds,
            per_person_cooldown_seconds: persona.per_person_cooldown_seconds,
            voice: persona.voice,
            created_at: persona.created_at.to_string(),
        }
    }
}

impl From<PersonaTrigger> for TriggerBody {
    fn from(trigger: PersonaTrigger) -> Self {
        Self { kind: trigger.kind, value: trigger.value }
    }
}

/// All personas.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonaPage {
    /// In their order.
    items: Vec<PersonaBody>,
    /// Always null: there are at most 20.
    #[schema(required)]
    next_cursor: Option<String>,
}

impl From<Vec<Persona>> for PersonaPage {
    fn from(personas: Vec<Persona>) -> Self {
        Self { items: personas.into_iter().map(PersonaBody::from).collect(), next_cursor: None }
    }
}

/// What is said of a persona. A new one needs a name and templates; of an old one, what is not said stays.
#[derive(Deserialize, Serialize, Default, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PersonaFields)]
struct FieldsBody {
    /// 1 to 60 characters.
    name: Option<String>,
    /// At most 300 characters.
    description: Option<String>,
    /// Whether it answers.
    active: Option<bool>,
    /// At most 20; at most one of them a timer.
    triggers: Option<Vec<TriggerBody>>,
    /// 1 to 50.
    templates: Option<Vec<TemplateBody>>,
    /// `templates` or `endpoint`.
    answers: Option<String>,
    /// At most 2,000 characters.
    prompt: Option<String>,
    /// 0 to 86,400; 30 when a new one does not say.
    cooldown_seconds: Option<u32>,
    /// 0 to 86,400.
    per_person_cooldown_seconds: Option<u32>,
    /// A voice; null: it is only written.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    voice: Option<Option<String>>,
}

/// Tells null from nothing.
fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

impl From<FieldsBody> for PersonaFields {
    fn from(body: FieldsBody) -> Self {
        let triggers = |list: Vec<TriggerBody>| list.into_iter().map(|one| PersonaTrigger { kind: one.kind, value: one.value }).collect();
        let templates =
            |list: Vec<TemplateBody>| list.into_iter().map(|one| PersonaTemplate { text: one.text, weight: one.weight }).collect();
        Self {
            name: body.name,
            description: body.description,
            active: body.active,
            triggers: body.triggers.map(triggers),
            templates: body.templates.map(templates),
            answers: body.answers,
            prompt: body.prompt,
            cooldown_seconds: body.cooldown_seconds,
            per_person_cooldown_seconds: body.per_person_cooldown_seconds,
            voice: body.voice,
        }
    }
}

/// An order of personas.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = PersonaOrder)]
struct OrderBody {
    /// Each persona once, the first first.
    #[schema(value_type = Vec<String>)]
    ids: Vec<PersonaId>,
}

/// What to try.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TryPersonas)]
struct TryBody {
    /// Who writes or tips: 1 to 100 characters.
    sender: String,
    /// What they write: at most 500 characters.
    message: String,
    /// What they tip, in minor units; without it they only write.
    amount_cents: Option<i64>,
    /// Only this persona.
    #[schema(value_type = Option<String>, format = "uuid")]
    persona_id: Option<PersonaId>,
}

/// What would be answered, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TriedPersonas)]
struct TriedBody {
    /// The answer; none when all keep silent.
    answers: Vec<AnswerBody>,
    /// Every persona, in order.
    considered: Vec<ConsideredBody>,
}

/// What would be said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TriedAnswer)]
struct AnswerBody {
    /// By whom.
    #[schema(value_type = String, format = "uuid")]
    persona_id: PersonaId,
    /// What it is called.
    persona_name: String,
    /// What it would say.
    response_text: String,
    /// Whether the words are the language model's.
    by_endpoint: bool,
}

/// How it went with one persona.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConsideredPersona)]
struct ConsideredBody {
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    persona_id: PersonaId,
    /// What it is called.
    name: String,
    /// `answered`, `inactive`, `no_trigger`, `cooling_down`, `person_cooling_down`, `budget` or `outweighed`.
    outcome: &'static str,
    /// What set it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<TriggerBody>,
    /// Why, in a sentence.
    detail: String,
}

impl From<Tried> for TriedBody {
    fn from(tried: Tried) -> Self {
        let answer = tried.answer.map(|answer| AnswerBody {
            persona_id: answer.persona_id,
            persona_name: answer.persona_name,
            response_text: answer.text,
            by_endpoint: answer.by_model,
        });
        let considered = tried.considered.into_iter().map(|one| ConsideredBody {
            persona_id: one.persona_id,
            name: one.name,
            outcome: one.outcome,
            trigger: one.trigger.map(TriggerBody::from),
            detail: one.detail,
        });
        Self { answers: answer.into_iter().collect(), considered: considered.collect() }
    }
}

/// Lists the personas in their order.
#[utoipa::path(get, path = "/api/personas", operation_id = "list_personas", tag = "personas",
    responses((status = 200, body = PersonaPage), ReadProblems))]
async fn list(State(chatbot): State<Chatbot>, caller: Caller) -> Result<Json<PersonaPage>, Problem> {
    Ok(Json(chatbot.list_personas(&caller).await?.into()))
}

/// Makes a persona.
#[utoipa::path(post, path = "/api/personas", operation_id = "create_persona", tag = "personas", request_body = FieldsBody,
    responses((status = 201, body = PersonaBody), Problems))]
async fn create(
    State(chatbot): State<Chatbot>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<FieldsBody>,
) -> Result<(StatusCode, Json<PersonaBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let persona = chatbot.create_persona(&caller, body.into(), once).await?;
    Ok((StatusCode::CREATED, Json(persona.into())))
}

/// Changes a persona.
#[utoipa::path(patch, path = "/api/personas/{id}", operation_id = "update_persona", tag = "personas", params(("id" = String, Path)),
    request_body = FieldsBody, responses((status = 200, body = PersonaBody), Problems))]
async fn update(
    State(chatbot): State<Chatbot>,
    caller: Caller,
    Path(id): Path<PersonaId>,
    JsonBody(body): JsonBody<FieldsBody>,
) -> Result<Json<PersonaBody>, Problem> {
    Ok(Json(chatbot.update_persona(&caller, id, body.into()).await?.into()))
}

/// Deletes a persona.
#[utoipa::path(delete, path = "/api/personas/{id}", operation_id = "delete_persona", tag = "personas", params(("id" = String, Path)),
    responses((status = 204), Problems))]
async fn delete(State(chatbot): State<Chatbot>, caller: Caller, Path(id): Path<PersonaId>) -> Result<StatusCode, Problem> {
    chatbot.delete_persona(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the personas in another order.
#[utoipa::path(post, path = "/api/personas/order", operation_id = "order_personas", tag = "personas", request_body = OrderBody,
    responses((status = 200, body = PersonaPage), Problems))]
async fn order(State(chatbot): State<Chatbot>, caller: Caller, JsonBody(body): JsonBody<OrderBody>) -> Result<Json<PersonaPage>, Problem> {
    Ok(Json(chatbot.order_personas(&caller, body.ids).await?.into()))
}

/// Shows what would be answered, and why. Changes nothing.
#[utoipa::path(post, path = "/api/personas/try", operation_id = "try_personas", tag = "personas", request_body = TryBody,
    responses((status = 200, body = TriedBody), Problems))]
async fn try_out(State(chatbot): State<Chatbot>, caller: Caller, JsonBody(body): JsonBody<TryBody>) -> Result<Json<TriedBody>, Problem> {
    let TryBody { sender, message, amount_cents, persona_id } = body;
    let tried = chatbot.try_personas(&caller, TryPersonas { sender, message, amount_cents, persona_id }).await?;
    Ok(Json(tried.into()))
}
