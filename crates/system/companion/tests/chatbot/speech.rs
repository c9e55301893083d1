//! Tips that are spoken.

use std::time::Duration;

use footlights_companion::{Format, PersonaFields, RefundTip, VoiceSettings};
use footlights_testkit::World;
use serde_json::json;

use crate::stage::{Props, Stage, code, creator, fake, wrong};

on_both!(
    a_tip_is_spoken_as_the_creator_wants_it,
    words_of_the_filter_are_masked_or_skip_the_tip,
    tips_are_spoken_one_after_another,
    the_line_has_an_end,
    silence_means_silence,
    a_tip_given_back_is_not_spoken,
    a_held_tip_waits_until_it_is_let_go,
    what_waited_too_long_is_not_spoken,
    a_program_that_fails_holds_nobody_up,
    a_persona_with_a_voice_is_heard,
    voices_are_listed_and_tried,
    the_installed_program_speaks,
);

const NONE: [&str; 0] = [];

async fn aloud(world: World, tts: serde_json::Value) -> Stage {
    let stage = Stage::new(world);
    stage.set(&creator(1), json!({"tts": {"enabled": true, "minCents": 100}})).await;
    stage.set(&creator(1), json!({"tts": tts})).await;
    stage.start(&creator(1)).await;
    stage
}

async fn a_tip_is_spoken_as_the_creator_wants_it(world: World) {
    let (ana, tts) = (creator(1), json!({"minCents": 500, "maxChars": 20, "voice": "de", "voicesByTipper": {"robin": "en-gb"}}));
    let stage = aloud(world, tts).await;
    stage.tip(&ana, 499, "Zoë", "too little").await;
    stage.tip(&ana, 500, "Zoë", " ").await;
    assert_eq!(stage.heard_texts(), NONE);
    let tip = stage.tip(&ana, 500, "Zoë", "a message that is longer than it may be").await;
    let heard = stage.heard();
    assert_eq!((heard.len(), heard[0].text.as_str(), heard[0].voice.as_str()), (1, "a message that is…", "de"));
    assert_eq!((heard[0].tip_id, heard[0].creator_id, heard[0].persona_id), (Some(tip), ana.account, None));
    let sound = &heard[0].sound;
    assert_eq!((sound.format, sound.bytes.len(), sound.duration_ms), (Format::Wav, 44 + 44_100, Some(1_000)));
    assert_eq!(&sound.bytes[40..44], 44_100_u32.to_le_bytes(), "the head says how long it really is");
    assert_ne!(heard[0].name, "");
    stage.later(Duration::from_secs(2)).await;
    stage.tip(&ana, 500, "ROBIN", "mine").await;
    assert_eq!(stage.heard()[0].voice, "en-gb", "a tipper's own voice, however she writes herself");
}

async fn words_of_the_filter_are_masked_or_skip_the_tip(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({"filter": {"useDefaultList": false, "words": ["heck"], "mode": "mask"}})).await;
    stage.tip(&ana, 500, "Zoë", "what the h3ck").await;
    assert_eq!(stage.heard_texts(), ["what the h***"]);
    stage.set(&ana, json!({"tts": {"filter": {"useDefaultList": false, "words": ["heck"], "mode": "skip"}}})).await;
    stage.later(Duration::from_secs(5)).await;
    stage.tip(&ana, 500, "Zoë", "what the h3ck").await;
    stage.tip(&ana, 500, "Zoë", "https://evil.example").await;
    stage.tip(&ana, 500, "Zoë", "fine").await;
    assert_eq!(stage.heard_texts(), ["fine"], "the next takes its place at once");
}

async fn tips_are_spoken_one_after_another(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({})).await;
    for text in ["one", "two", "three"] {
        stage.tip(&ana, 500, "Zoë", text).await;
    }
    assert_eq!(stage.heard_texts(), ["one"], "each lasts a second");
    stage.later(Duration::from_millis(1_499)).await;
    assert_eq!(stage.heard_texts(), NONE);
    stage.later(Duration::from_millis(1)).await;
    assert_eq!(stage.heard_texts(), ["two"]);
    stage.later(Duration::from_millis(1_500)).await;
    assert_eq!(stage.heard_texts(), ["three"]);
    stage.later(Duration::from_mins(1)).await;
    assert_eq!(stage.heard_texts(), NONE, "nothing is spoken twice");
}

async fn the_line_has_an_end(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({"queueMax": 2})).await;
    for text in ["one", "two", "three", "four"] {
        stage.tip(&ana, 500, "Zoë", text).await;
    }
    let mut heard = stage.heard_texts();
    for _ in 0..4 {
        stage.later(Duration::from_secs(2)).await;
        heard.extend(stage.heard_texts());
    }
    assert_eq!(heard, ["one", "two", "three"], "one is being heard and two wait");
}

async fn silence_means_silence(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({})).await;
    stage.tip(&ana, 500, "Zoë", "one").await;
    stage.tip(&ana, 500, "Zoë", "two").await;
    assert_eq!(stage.heard_texts(), ["one"]);
    stage.set(&ana, json!({"alerts": {"doNotDisturb": true}})).await;
    stage.later(Duration::from_secs(10)).await;
    stage.tip(&ana, 500, "Zoë", "three").await;
    stage.set(&ana, json!({"alerts": {"doNotDisturb": false}})).await;
    stage.later(Duration::from_secs(10)).await;
    assert_eq!(stage.heard_texts(), NONE, "what came while she wanted quiet is not made up for");
    stage.set(&ana, json!({"tts": {"enabled": false}})).await;
    stage.tip(&ana, 500, "Zoë", "four").await;
    assert_eq!(stage.heard_texts(), NONE);
}

async fn a_tip_given_back_is_not_spoken(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({})).await;
    stage.tip(&ana, 500, "Zoë", "one").await;
    let two = stage.tip(&ana, 500, "Zoë", "two").await;
    let three = stage.tip(&ana, 500, "Zoë", "three").await;
    stage.companion.refund_tip(&ana, two, RefundTip::default(), None).await.expect("given back");
    let half = RefundTip { amount_cents: Some(250), ..RefundTip::default() };
    stage.companion.refund_tip(&ana, three, half, None).await.expect("given back in part");
    stage.later(Duration::from_secs(10)).await;
    stage.later(Duration::from_secs(10)).await;
    assert_eq!(stage.heard_texts(), ["one", "three"]);
}

async fn a_held_tip_waits_until_it_is_let_go(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({})).await;
    stage.persona(&ana, "Barker", &[("tip", "500")], "thanks for: {message}").await;
    stage.set(&ana, json!({"alerts": {"holdMs": 5_000}})).await;
    stage.tip(&ana, 500, "Zoë", "perhaps rude").await;
    stage.later(Duration::from_millis(4_999)).await;
    assert_eq!((stage.heard_texts().len(), stage.texts().len()), (0, 0), "a moderator may still drop it");
    stage.later(Duration::from_millis(1)).await;
    assert_eq!((stage.heard_texts(), stage.texts()), (vec!["perhaps rude".to_owned()], vec!["thanks for: perhaps rude".to_owned()]));
}

async fn what_waited_too_long_is_not_spoken(world: World) {
    let ana = creator(1);
    let mut stage = Stage::asleep(world, Props::default());
    stage.set(&ana, json!({"tts": {"enabled": true}})).await;
    stage.start(&ana).await;
    stage.tip(&ana, 500, "Zoë", "long past").await;
    stage.world.advance(Duration::from_secs(100));
    stage.tip(&ana, 500, "Zoë", "just now").await;
    stage.world.advance(Duration::from_secs(30));
    stage.wake();
    stage.settled().await;
    assert_eq!(stage.heard_texts(), ["just now"]);
}

async fn a_program_that_fails_holds_nobody_up(world: World) {
    let ana = creator(1);
    for (number, (program, time_out)) in
        (1..).zip([("hangs", Some(Duration::from_millis(300))), ("fails", None), ("babbles", None), ("absent", None)])
    {
        let speech = VoiceSettings { espeak: fake(program), ffmpeg: fake("absent"), time_out, ..VoiceSettings::default() };
        let stage = Stage::with(world.clone(), Props { model: None, speech });
        stage.set(&ana, json!({"tts": {"enabled": true}})).await;
        if number == 1 {
            stage.start(&ana).await;
        }
        stage.tip(&ana, 500, "Zoë", "one").await;
        assert_eq!(stage.heard_texts(), NONE, "{program}");
        assert_eq!(code(stage.speech.try_speech(&ana, "hello", None).await), "speech_unavailable", "{program}");
        drop(stage);
        let stage = Stage::new(world.clone());
        stage.tip(&ana, 500, "Zoë", "two").await;
        assert_eq!(stage.heard_texts(), ["two"], "after {program}");
        stage.later(Duration::from_secs(5)).await;
    }
}

async fn a_persona_with_a_voice_is_heard(world: World) {
    let ana = creator(1);
    let stage = aloud(world, json!({})).await;
    let live = stage.companion.get_active_session(&ana, None).await.expect("live");
    let persona = stage.persona(&ana, "Jack", &[("keyword", "hello")], "Ahoy {sender}, https://mine.example").await;
    stage.says(&ana, &live, "Zoë", "hello").await;
    assert_eq!((stage.texts().len(), stage.heard_texts().len()), (1, 0), "it has no voice yet");
    stage.change(&ana, &persona, PersonaFields { voice: Some(Some("en-gb".into())), ..PersonaFields::default() }).await;
    stage.says(&ana, &live, "Zoë", "hello").await;
    let heard = stage.heard();
    assert_eq!((heard[0].text.as_str(), heard[0].voice.as_str()), ("Ahoy Zoë,", "en-gb"), "an address is read, not heard");
    assert_eq!((heard[0].persona_id, heard[0].tip_id), (Some(persona.id), None));
    assert_eq!(stage.said()[0].voice.as_deref(), Some("en-gb"));
    stage.set(&ana, json!({"alerts": {"doNotDisturb": true}})).await;
    stage.says(&ana, &live, "Zoë", "hello").await;
    assert_eq!((stage.texts().len(), stage.heard_texts().len()), (1, 0));
}

async fn voices_are_listed_and_tried(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let voices = stage.speech.list_voices(&ana).await.expect("listed");
    assert_eq!((voices.installed, voices.endpoint), (vec!["de".to_owned(), "en-gb".into()], None));
    let sound = stage.speech.try_speech(&ana, "hello", Some("de")).await.expect("spoken");
    assert_eq!(sound.duration_ms, Some(1_000));
    assert!(stage.speech.try_speech(&ana, "hello", Some("nosuchvoice")).await.is_ok(), "the plain voice speaks instead");
    assert_eq!(wrong(stage.speech.try_speech(&ana, "hello", Some("-x")).await), [("/voice".to_owned(), "not_valid")]);
    assert_eq!(wrong(stage.speech.try_speech(&ana, "…", None).await), [("/text".to_owned(), "not_valid")]);
    assert_eq!(wrong(stage.speech.try_speech(&ana, &"x".repeat(201), None).await), [("/text".to_owned(), "too_long")]);
    assert_eq!(stage.heard_texts(), NONE, "nobody else heard it");
}

/// espeak-ng is part of what a developer installs (CONTRIBUTING.md); without it this fails and says so.
async fn the_installed_program_speaks(world: World) {
    let stage = Stage::with(world, Props { model: None, speech: VoiceSettings::default() });
    let ana = creator(1);
    let long = "this is a message as long as messages usually are, so that a creator has something to listen to for a while";
    let sound = stage.speech.try_speech(&ana, long, None).await.expect("install espeak-ng");
    assert!(sound.bytes.len() <= 96 << 10, "{} bytes do not fit into a frame", sound.bytes.len());
    assert!(sound.duration_ms.is_some_and(|ms| (3_000..20_000).contains(&ms)), "{:?}", sound.duration_ms);
    let voices = stage.speech.list_voices(&ana).await.expect("listed").installed;
    assert!(voices.iter().any(|voice| voice == "en-gb"), "{voices:?}");
}
