//! What a creator sets for herself.

use footlights_companion::{RecordTip, StartSession, WhenClosed};
use serde_json::{Map, Value, json};

use crate::stage::{Stage, code, creator, fields, token};

on_both!(settings_are_kept, settings_are_refused, money_follows_settings, racing_changes_all_count);

fn change(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("an object") };
    object
}

async fn settings_are_kept(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let before = stage.companion.get_settings(&ana).await.expect("read");
    assert_eq!((before.version, before.settings.general.time_zone.as_str()), (0, "UTC"));
    let said = change(json!({"general": {"timeZone": "Europe/Berlin"}, "alerts": {"whenClosed": "summary"}}));
    let after = stage.companion.update_settings(&ana, said.clone(), stage.once(&ana, "k", 1)).await.expect("changed");
    assert_eq!((after.version, after.settings.alerts.when_closed), (1, WhenClosed::Summary));
    let again = stage.companion.update_settings(&ana, said.clone(), stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!(again, after);
    let same = stage.companion.update_settings(&ana, said, None).await.expect("nothing new");
    assert_eq!(same.version, 1, "a change that changes nothing makes no version");
    assert_eq!(stage.companion.get_settings(&ana).await.expect("read"), after);
    assert_eq!(stage.companion.get_settings(&ben).await.expect("read"), before);
    assert_eq!(stage.published("streaming.settings.updated").len(), 1);
    let back = stage.companion.update_settings(&ana, change(json!({"general": {"timeZone": null}})), None).await.expect("changed");
    assert_eq!((back.version, back.settings.general.time_zone.as_str()), (2, "UTC"));
}

async fn settings_are_refused(stage: Stage) {
    let ana = creator(1);
    let wrong = stage.companion.update_settings(&ana, change(json!({"tts": {"voice": "-rf", "queueMax": 31}, "x": 1})), None).await;
    assert_eq!(fields(wrong), [("/x".to_owned(), "unknown_field")]);
    let wrong = stage.companion.update_settings(&ana, change(json!({"tts": {"voice": "-rf", "queueMax": 31}})), None).await;
    assert_eq!(fields(wrong), [("/tts/voice".to_owned(), "not_valid"), ("/tts/queueMax".to_owned(), "not_valid")]);
    let words: Vec<String> = (0..500).map(|n| format!("{n:064}")).collect();
    let voices: Map<String, Value> = (0..100).map(|n| (format!("{n:0600}"), json!("en"))).collect();
    let large = change(json!({"tts": {"filter": {"words": words}, "voicesByTipper": voices}}));
    assert_eq!(code(stage.companion.update_settings(&ana, large, None).await), "settings_too_large");
    assert_eq!(stage.companion.get_settings(&ana).await.expect("read").version, 0, "refusals change nothing");
    assert_eq!(code(stage.companion.get_settings(&token(1, &["tips:read"])).await), "scope_required");
    assert_eq!(code(stage.companion.update_settings(&token(1, &["settings:read"]), Map::new(), None).await), "scope_required");
}

async fn money_follows_settings(stage: Stage) {
    let ana = creator(1);
    let said = change(json!({"general": {"currency": "EUR", "centsPer100Tokens": 1_000}}));
    stage.companion.update_settings(&ana, said, None).await.expect("changed");
    let session = stage.start(&ana).await;
    assert_eq!(session.currency.to_string(), "EUR");
    let tokens = RecordTip { amount_cents: None, amount_tokens: Some(50), ..RecordTip::cents(1) };
    let tip = stage.companion.record_tip(&ana, tokens.clone(), None).await.expect("recorded").tip;
    assert_eq!((tip.amount_cents, tip.amount_tokens), (500, Some(50)));
    stage.companion.update_settings(&ana, change(json!({"general": {"centsPer100Tokens": 2_000}})), None).await.expect("changed");
    let later = stage.companion.record_tip(&ana, tokens, None).await.expect("recorded").tip;
    assert_eq!(later.amount_cents, 1_000, "the rate of that moment");
    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    let own = StartSession { platform: "other".into(), currency: Some("GBP".into()), ..StartSession::default() };
    assert_eq!(stage.companion.start_session(&ana, own, None).await.expect("starts").currency.to_string(), "GBP");
}

async fn racing_changes_all_count(stage: Stage) {
    let ana = creator(1);
    let names = ["volume", "holdMs", "minCents", "gapMs"];
    let racing = names.map(|name| {
        let (companion, ana) = (stage.companion.clone(), ana.clone());
        async move { companion.update_settings(&ana, change(json!({"alerts": {name: 7}})), None).await.expect("changed") }
    });
    racing.into_iter().collect::<tokio::task::JoinSet<_>>().join_all().await;
    let after = stage.companion.get_settings(&ana).await.expect("read");
    let alerts = after.settings.alerts;
    assert_eq!((after.version, alerts.volume, alerts.hold_ms, alerts.min_cents, alerts.gap_ms), (4, 7, 7, 7, 7));
}
