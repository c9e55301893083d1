//! The operator's language model, by the chat API that most servers of such models speak.
//!
//! What the audience wrote goes in as data of the user's turn, what the creator wrote as the system's; what comes out is text
//! and nothing else. Time, size and number of requests are bounded; whatever goes wrong, a template answers instead.

use std::time::Duration;

use footlights_cluster::{Cluster, Window};
use footlights_outbound::{Outbound, OutboundError, OutboundSettings, Reach};
use http::{Request, StatusCode, header};
use serde::{Deserialize, Serialize};

/// The largest answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 << 10;
/// As many tokens as 300 characters may take in any script.
const ANSWER_TOKENS_MAX: u32 = 200;
/// The window of the budget.
const MINUTE: Duration = Duration::from_mins(1);

/// Settings of the language model: all of them the operator's.
#[derive(Clone)]
pub struct ChatModelSettings {
    /// Where the API begins, such as `https://api.example.com/v1` (`FOOTLIGHTS_CHAT_URL`).
    pub url: String,
    /// Its bearer key (`FOOTLIGHTS_CHAT_KEY`).
    pub key: Option<String>,
    /// Which model (`FOOTLIGHTS_CHAT_MODEL`).
    pub model: String,
    /// How long an answer may take (`FOOTLIGHTS_CHAT_TIMEOUT_MS`).
    pub time_out: Duration,
    /// Requests a minute of all creators together (`FOOTLIGHTS_CHAT_PER_MINUTE`).
    pub per_minute: u64,
}

/// Why the model has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChatModelError {
    /// The budget of this minute is spent, or cannot be counted.
    #[error("the budget of this minute is spent")]
    Budget,
    /// It was not reached in time.
    #[error(transparent)]
    Unreached(#[from] OutboundError),
    /// It said no.
    #[error("the endpoint answered {0}")]
    Refused(StatusCode),
    /// What it said is no answer.
    #[error("the endpoint's answer is not understood")]
    Garbled,
}

/// The language model of this server.
pub(crate) struct ChatModel {
    settings: ChatModelSettings,
    outbound: Outbound,
    cluster: Cluster,
}

/// What is asked: who speaks and by which rules, and what happened.
pub(crate) struct Question {
    /// The creator's and our own words.
    pub(crate) system: String,
    /// The audience's words, as JSON.
    pub(crate) user: String,
}

#[derive(Serialize)]
struct Asked<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    max_tokens: u32,
    stream: bool,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Deserialize)]
struct Answered {
    choices: Vec<AnswerChoice>,
}

#[derive(Deserialize)]
struct AnswerChoice {
    message: AnswerMessage,
}

#[derive(Deserialize)]
struct AnswerMessage {
    content: String,
}

impl ChatModel {
    /// A model by its settings; asks nothing yet.
    pub(crate) fn new(settings: ChatModelSettings, cluster: Cluster) -> Self {
        let limits = OutboundSettings {
            time_out: settings.time_out,
            response_bytes_max: ANSWER_BYTES_MAX,
            ..OutboundSettings::new(Reach::Operator)
        };
        Self { outbound: Outbound::new(limits), settings, cluster }
    }

    /// What it says, as it says it.
    pub(crate) async fn answer(&self, question: &Question) -> Result<String, ChatModelError> {
        // Without the shared count nobody knows what was spent, so nothing is.
        let count = self.cluster.count("companion.chat_model", Window::Fixed(MINUTE), 1).await.map_err(|_| ChatModelError::Budget)?;
        if count.total > self.settings.per_minute {
            return Err(ChatModelError::Budget);
        }
        let response = self.outbound.send(self.request(question)?).await?;
        if response.status() != StatusCode::OK {
            return Err(ChatModelError::Refused(response.status()));
        }
        let answered: Answered = serde_json::from_slice(response.body()).map_err(|_| ChatModelError::Garbled)?;
        answered.choices.into_iter().next().map(|choice| choice.message.content).ok_or(ChatModelError::Garbled)
    }

    fn request(&self, question: &Question) -> Result<Request<Vec<u8>>, ChatModelError> {
        let messages = [Message { role: "system", content: &question.system }, Message { role: "user", content: &question.user }];
        let asked = Asked { model: &self.settings.model, messages, max_tokens: ANSWER_TOKENS_MAX, stream: false };
        let body = serde_json::to_vec(&asked).expect("a request is a plain struct");
        let mut request = Request::post(format!("{}/chat/completions", self.settings.url.trim_end_matches('/')))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json");
        if let Some(key) = &self.settings.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        request.body(body).map_err(|_| OutboundError::OutOfReach("the address is not a URL").into())
    }
}
