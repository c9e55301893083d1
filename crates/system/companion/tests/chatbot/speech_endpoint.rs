//! The operator's speech service, and espeak-ng when it fails.

use axum::http::StatusCode;
use footlights_companion::{Format, SpeechEndpointSettings, VoiceSettings};
use footlights_testkit::World;
use serde_json::json;

use crate::stage::{Props, Stage, creator, fake};
use crate::stand_in::{Mood, StandIn};

on_both!(the_service_speaks_where_it_is_wanted, the_program_speaks_when_the_service_does_not);

async fn stage(world: World, service: &StandIn) -> Stage {
    let endpoint =
        SpeechEndpointSettings { url: service.url.clone(), key: Some("sk-secret".into()), model: "voice-1".into(), voice: "alloy".into() };
    let speech = VoiceSettings { espeak: fake("speaks"), ffmpeg: fake("absent"), endpoint: Some(endpoint), ..VoiceSettings::default() };
    let stage = Stage::with(world, Props { model: None, speech });
    stage.set(&creator(1), json!({"tts": {"enabled": true, "engine": "endpoint"}})).await;
    stage.start(&creator(1)).await;
    stage
}

fn mp3() -> Mood {
    Mood::Answers(StatusCode::OK, b"ID3 some music".to_vec())
}

async fn the_service_speaks_where_it_is_wanted(world: World) {
    let service = StandIn::start(mp3()).await;
    let (stage, ana) = (stage(world, &service).await, creator(1));
    stage.tip(&ana, 500, "Zoë", "hello there").await;
    let heard = stage.heard();
    assert_eq!((heard[0].sound.format, &heard[0].sound.bytes[..], heard[0].sound.duration_ms), (Format::Mp3, &b"ID3 some music"[..], None));
    let asked = service.asked();
    assert_eq!((asked[0].path.as_str(), asked[0].authorization.as_deref()), ("/v1/audio/speech", Some("Bearer sk-secret")));
    assert_eq!(asked[0].body, json!({"model": "voice-1", "input": "hello there", "voice": "alloy", "response_format": "mp3"}));
    assert_eq!(stage.speech.list_voices(&ana).await.expect("listed").endpoint.as_deref(), Some("alloy"));
    stage.set(&ana, json!({"tts": {"engine": "espeak"}})).await;
    stage.speech.try_speech(&ana, "hello", None).await.expect("spoken");
    assert_eq!(service.asked().len(), 0);
}

async fn the_program_speaks_when_the_service_does_not(world: World) {
    let service = StandIn::start(mp3()).await;
    let (stage, ana) = (stage(world, &service).await, creator(1));
    for mood in [
        Mood::Endless,
        Mood::Answers(StatusCode::INTERNAL_SERVER_ERROR, b"ID3".to_vec()),
        Mood::Answers(StatusCode::OK, b"<html><script>".to_vec()),
        Mood::Answers(StatusCode::OK, Vec::new()),
    ] {
        service.mood(mood);
        let sound = stage.speech.try_speech(&ana, "hello", None).await.expect("spoken");
        assert_eq!((sound.format, sound.duration_ms), (Format::Wav, Some(1_000)));
    }
}
