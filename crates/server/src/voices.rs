//! The chatbot and its voice as the operator has set them up: settings to parts, and a look whether they work.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use footlights_companion::{
    ChatModelSettings, Chatbot, ChatbotParts, Companion, SocketOutlet, Speech, SpeechEndpointSettings, SpeechParts, VoiceSettings,
};
use footlights_outbound::{Outbound, OutboundSettings, Reach};
use footlights_realtime::Hub;
use http::{Request, header};
use tokio_util::sync::CancellationToken;

use crate::command::doctor::Finding;
use crate::config::{Secret, Settings};
use crate::ground::Ground;

/// How long a service may take to show itself to `doctor`.
const SHOWS_WITHIN: Duration = Duration::from_secs(5);
/// The most of its answer that is read, in bytes.
const LOOKED_AT_BYTES: usize = 4 << 20;

/// The chatbot and its voice, on what they stand.
///
/// # Errors
/// As [`chat_model`].
pub(crate) fn speaking(
    settings: &Settings,
    ground: &Ground,
    companion: &Companion,
    hub: &Hub,
    stop: &CancellationToken,
) -> anyhow::Result<(Speech, Chatbot)> {
    let outlet = Arc::new(SocketOutlet::new(hub.clone(), ground.cluster.clone()));
    let speech = Speech::new(SpeechParts { companion: companion.clone(), outlet: outlet.clone(), settings: voice(settings) });
    let chatbot = Chatbot::new(ChatbotParts {
        companion: companion.clone(),
        speech: speech.clone(),
        cluster: ground.cluster.clone(),
        outlet,
        model: chat_model(settings)?,
        stop: stop.clone(),
    });
    Ok((speech, chatbot))
}

/// The language model, when one is set.
///
/// # Errors
/// When a setting that belongs to it is missing or out of range.
pub(crate) fn chat_model(settings: &Settings) -> anyhow::Result<Option<ChatModelSettings>> {
    if settings.chat_url.is_empty() {
        return Ok(None);
    }
    ensure!(!settings.chat_model.is_empty(), "chat_url is set, so chat_model must say which model answers");
    ensure!(settings.chat_timeout_ms > 0, "chat_timeout_ms is at least 1");
    Ok(Some(ChatModelSettings {
        url: settings.chat_url.clone(),
        key: settings.chat_key.expose().map(str::to_owned),
        model: settings.chat_model.clone(),
        time_out: Duration::from_millis(settings.chat_timeout_ms),
        per_minute: settings.chat_per_minute,
    }))
}

/// The voice.
pub(crate) fn voice(settings: &Settings) -> VoiceSettings {
    let endpoint = (!settings.speech_url.is_empty()).then(|| SpeechEndpointSettings {
        url: settings.speech_url.clone(),
        key: settings.speech_key.expose().map(str::to_owned),
        model: settings.speech_model.clone(),
        voice: settings.speech_voice.clone(),
    });
    VoiceSettings { espeak: settings.espeak.clone(), processes: settings.speech_processes, endpoint, ..VoiceSettings::default() }
}

/// What `doctor` finds of both.
pub(crate) async fn findings(settings: &Settings) -> Vec<Finding> {
    vec![
        espeak(settings),
        service("language model", &settings.chat_url, &settings.chat_key, "templates answer", chat_model(settings).err()).await,
        service("speech service", &settings.speech_url, &settings.speech_key, "espeak-ng speaks", None).await,
    ]
}

/// Lets espeak-ng say a word: that it is there does not mean that its voices are.
fn espeak(settings: &Settings) -> Finding {
    const SUBJECT: &str = "espeak-ng";
    let shown = settings.espeak.display();
    let said = std::process::Command::new(&settings.espeak).args(["--stdout", "-v", "en", "ready"]).stdin(Stdio::null()).output();
    match said {
        Ok(output) if output.status.success() && output.stdout.starts_with(b"RIFF") => {
            Finding::good(SUBJECT, format!("{shown} speaks; {} at once", settings.speech_processes))
        }
        Ok(output) => {
            let complaint = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it says nothing").to_owned();
            Finding::note(SUBJECT, format!("{shown} does not speak ({complaint}). Install its voices: apt-get install espeak-ng-data"))
        }
        Err(error) => Finding::note(
            SUBJECT,
            format!(
                "{shown} cannot be started ({error}); tips are not spoken without an outside service. On Debian: apt-get install espeak-ng"
            ),
        ),
    }
}

/// Asks a service for its list of models, which costs nothing and shows whether address and key are right.
async fn service(subject: &'static str, url: &str, key: &Secret, otherwise: &str, wrong: Option<anyhow::Error>) -> Finding {
    if url.is_empty() {
        return Finding::good(subject, format!("not used: {otherwise}"));
    }
    if let Some(wrong) = wrong {
        return Finding::bad(subject, format!("{wrong:#}"));
    }
    let limits = OutboundSettings { time_out: SHOWS_WITHIN, response_bytes_max: LOOKED_AT_BYTES, ..OutboundSettings::new(Reach::Operator) };
    let mut request = Request::get(format!("{}/models", url.trim_end_matches('/')));
    if let Some(key) = key.expose() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    let Ok(request) = request.body(Vec::new()) else {
        return Finding::bad(subject, format!("`{url}` is no address. Write it as https://api.example.com/v1."));
    };
    match Outbound::new(limits).send(request).await {
        Ok(response) if response.status().is_success() => Finding::good(subject, format!("{url} answers")),
        Ok(response) if matches!(response.status().as_u16(), 401 | 403) => {
            Finding::note(subject, format!("{url} refuses the key ({}); until it is right, {otherwise}", response.status()))
        }
        // Not every service lists its models.
        Ok(response) => Finding::good(subject, format!("{url} answers ({} to a list of models)", response.status())),
        Err(error) => Finding::note(subject, format!("{url}: {error}; until it answers, {otherwise}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{chat_model, espeak, service, voice};
    use crate::command::doctor::Verdict;
    use crate::config::{Secret, Settings};

    #[test]
    fn a_model_needs_a_name() {
        assert!(chat_model(&Settings::default()).expect("none").is_none());
        let nameless = Settings { chat_url: "https://api.example.com/v1".into(), ..Settings::default() };
        assert!(chat_model(&nameless).err().expect("refused").to_string().contains("chat_model"));
        let whole = Settings { chat_model: "m".into(), ..nameless };
        assert!(chat_model(&whole).expect("whole").is_some_and(|model| model.key.is_none() && model.per_minute == 30));
    }

    #[test]
    fn a_program_that_is_not_there_is_named_with_the_way_out() {
        let settings = Settings { espeak: "/no/such/espeak".into(), ..Settings::default() };
        let finding = espeak(&settings);
        assert_eq!(finding.verdict, Verdict::Note);
        assert!(finding.detail.contains("/no/such/espeak") && finding.detail.contains("apt-get"), "{}", finding.detail);
        assert_eq!(
            espeak(&Settings { espeak: "true".into(), ..Settings::default() }).verdict,
            Verdict::Note,
            "one that is silent is no voice"
        );
        assert!(voice(&settings).endpoint.is_none());
    }

    #[tokio::test]
    async fn services_are_looked_at() {
        let none = Secret::default();
        let look = |url: &'static str| service("language model", url, &none, "templates answer", None);
        assert_eq!(look("").await.verdict, Verdict::Good);
        assert_eq!(look("not an address").await.verdict, Verdict::Bad);
        let closed = look("http://127.0.0.1:9/v1").await;
        assert_eq!(closed.verdict, Verdict::Note);
        assert!(closed.detail.contains("templates answer"), "{}", closed.detail);
        assert_eq!(look("http://192.0.2.1/v1").await.verdict, Verdict::Note, "plain http to this machine only");
    }
}
