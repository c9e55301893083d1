//! Animations: triggered by hand, of one's own, and their files.

use footlights_companion::{
    ANIMATION_TRIGGERED, AddCustomAnimation, CustomAnimation, CustomAnimationId, MediaType, TriggerAnimation, UploadRole,
};
use footlights_surface::{Role, Roles, Scopes};
use serde_json::json;

use crate::stage::{Stage, caller, code, creator, fields, token};

on_both!(
    an_animation_goes_to_the_live_session_or_to_the_creators_overlays,
    a_trigger_counts_once_per_key,
    wrong_triggers_show_nothing,
    ones_own_has_files_that_can_be_fetched_and_taken_away,
    files_are_read_in_parts,
    there_are_fifty_at_most,
    files_are_what_their_content_says,
    animations_are_their_creators,
);

fn confetti() -> TriggerAnimation {
    TriggerAnimation { kind: "confetti".into(), ..TriggerAnimation::default() }
}

/// The smallest picture there is, and what no picture has.
pub(crate) fn pixel() -> Vec<u8> {
    const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xbf%\xe4?\0\x07\xc4\x03\x07\x9b\xc8\x86\x9d\0\0\0\0IEND\xaeB`\x82";
    [PIXEL, b"<script>alert(1)</script>"].concat()
}

fn sound(bytes: usize) -> Vec<u8> {
    (b"OggS".iter().copied()).chain((0..bytes - 4).map(|n| u8::try_from(n % 251).expect("small"))).collect()
}

async fn add(stage: &Stage, number: u8, files: Vec<(UploadRole, Vec<u8>)>) -> CustomAnimation {
    let command = AddCustomAnimation { name: " A bow ".into(), duration_ms: Some(2_000), files };
    stage.companion.add_custom_animation(&creator(number), command, None).await.expect("added")
}

async fn an_animation_goes_to_the_live_session_or_to_the_creators_overlays(stage: Stage) {
    let ann = creator(1);
    assert_eq!(stage.companion.trigger_animation(&ann, confetti(), None).await.expect("triggered"), None);
    let session = stage.start(&ann).await.id;
    let with = TriggerAnimation { duration_ms: Some(900), metadata: Some(json!({"mood": "glad", "imageUrl": "//evil"})), ..confetti() };
    assert_eq!(stage.companion.trigger_animation(&ann, with, None).await.expect("triggered"), Some(session));
    let events: Vec<_> = stage.events().into_iter().filter(|event| &*event.kind == ANIMATION_TRIGGERED).collect();
    assert_eq!(events.iter().map(|event| event.topic.kind().to_owned()).collect::<Vec<_>>(), ["creator", "session"]);
    let told = stage.published(ANIMATION_TRIGGERED);
    assert_eq!(
        (&told[0]["sessionId"], &told[0]["type"], &told[0]["metadata"]),
        (&json!(null), &json!("confetti"), &json!({"durationMs": 4_000}))
    );
    assert_eq!(told[1]["metadata"], json!({"durationMs": 900, "mood": "glad"}));
}

async fn a_trigger_counts_once_per_key(stage: Stage) {
    for _ in 0..2 {
        let once = stage.once(&creator(1), "k", 1);
        stage.companion.trigger_animation(&creator(1), confetti(), once).await.expect("triggered");
    }
    assert_eq!(stage.published(ANIMATION_TRIGGERED).len(), 1);
}

async fn wrong_triggers_show_nothing(stage: Stage) {
    let nobodys = CustomAnimationId::from_bytes([9; 16]);
    let cases = [
        (TriggerAnimation { kind: "snow".into(), ..confetti() }, "/type"),
        (TriggerAnimation { kind: "custom".into(), ..confetti() }, "/customId"),
        (TriggerAnimation { custom_id: Some(nobodys), ..confetti() }, "/customId"),
        (TriggerAnimation { duration_ms: Some(499), ..confetti() }, "/durationMs"),
        (TriggerAnimation { duration_ms: Some(30_001), ..confetti() }, "/durationMs"),
        (TriggerAnimation { metadata: Some(json!([])), ..confetti() }, "/metadata"),
        (TriggerAnimation { metadata: Some(json!({"a": "x".repeat(4_096)})), ..confetti() }, "/metadata"),
    ];
    for (wrong, field) in cases {
        let found = fields(stage.companion.trigger_animation(&creator(1), wrong, None).await);
        assert_eq!(found.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), [field]);
    }
    let unknown = TriggerAnimation { kind: "custom".into(), custom_id: Some(nobodys), ..confetti() };
    assert_eq!(code(stage.companion.trigger_animation(&creator(1), unknown, None).await), "not_found");
    assert_eq!(stage.published(ANIMATION_TRIGGERED).len(), 0);
}

async fn ones_own_has_files_that_can_be_fetched_and_taken_away(stage: Stage) {
    let added = add(&stage, 1, vec![(UploadRole::Image, pixel()), (UploadRole::Sound, sound(1_000))]).await;
    assert_eq!((added.name.as_str(), added.duration_ms), ("A bow", 2_000));
    assert_eq!(stage.companion.list_custom_animations(&creator(1)).await.expect("listed"), std::slice::from_ref(&added));
    let image = stage.companion.open_asset(added.assets.image.expect("an image")).await.expect("there");
    assert_eq!(image.media_type, MediaType::Png);
    let kept = stage.companion.read_asset(image.id, 0, image.byte_count).await.expect("read");
    assert_eq!(u64::try_from(kept.len()).ok(), Some(image.byte_count));
    assert!(kept.starts_with(b"\x89PNG") && !kept.windows(7).any(|window| window == b"<script"), "nothing but pixels");
    let trigger = TriggerAnimation { kind: "custom".into(), custom_id: Some(added.id), ..confetti() };
    stage.companion.trigger_animation(&creator(1), trigger, None).await.expect("triggered");
    let sound_id = added.assets.sound.expect("a sound");
    let told = json!({"durationMs": 2_000, "customId": added.id, "imageUrl": format!("/media/{}", image.id), "soundUrl": format!("/media/{sound_id}")});
    assert_eq!(stage.published(ANIMATION_TRIGGERED)[0]["metadata"], told);
    stage.companion.delete_custom_animation(&creator(1), added.id).await.expect("taken away");
    assert_eq!(stage.companion.list_custom_animations(&creator(1)).await.expect("listed"), []);
    assert_eq!(code(stage.companion.open_asset(image.id).await), "not_found");
    assert_eq!(code(stage.companion.open_asset(sound_id).await), "not_found");
    assert_eq!(code(stage.companion.delete_custom_animation(&creator(1), added.id).await), "not_found");
}

async fn files_are_read_in_parts(stage: Stage) {
    let sent = sound(600_000);
    let added = add(&stage, 1, vec![(UploadRole::Sound, sent.clone())]).await;
    let asset = stage.companion.open_asset(added.assets.sound.expect("a sound")).await.expect("there");
    assert_eq!((asset.media_type, asset.byte_count), (MediaType::Ogg, 600_000));
    for (from, until) in [(0, 600_000), (0, 1), (262_143, 262_145), (262_144, 524_288), (599_999, 600_000), (10, 10)] {
        let mut read = Vec::new();
        while (read.len() as u64) < until - from {
            let part = stage.companion.read_asset(asset.id, from + read.len() as u64, until).await.expect("read");
            assert!(!part.is_empty(), "{from} to {until} ends at {}", read.len());
            read.extend(part);
        }
        assert!(read == sent[usize::try_from(from).expect("small")..usize::try_from(until).expect("small")], "{from} to {until}");
    }
}

async fn there_are_fifty_at_most(stage: Stage) {
    for _ in 0..50 {
        add(&stage, 1, vec![(UploadRole::Sound, sound(10))]).await;
    }
    let one_more = AddCustomAnimation { name: "x".into(), files: vec![(UploadRole::Sound, sound(10))], ..AddCustomAnimation::default() };
    assert_eq!(code(stage.companion.add_custom_animation(&creator(1), one_more, None).await), "too_many");
    add(&stage, 2, vec![(UploadRole::Sound, sound(10))]).await;
}

async fn files_are_what_their_content_says(stage: Stage) {
    let with = |files| AddCustomAnimation { name: "x".into(), duration_ms: None, files };
    let page = b"<!doctype html><script>1</script>".to_vec();
    for (files, expected) in [
        (vec![(UploadRole::Image, page.clone())], "file_type_unknown"),
        (vec![(UploadRole::Sound, pixel())], "file_type_unknown"),
        (vec![(UploadRole::Sound, sound(10)), (UploadRole::Video, page)], "file_type_unknown"),
        (vec![(UploadRole::Image, pixel()[..40].to_vec())], "invalid_fields"),
        (vec![(UploadRole::Sound, sound(8 * 1024 * 1024 + 1))], "file_too_large"),
        (vec![], "invalid_fields"),
        (vec![(UploadRole::Sound, sound(10)), (UploadRole::Sound, sound(10))], "invalid_fields"),
    ] {
        assert_eq!(code(stage.companion.add_custom_animation(&creator(1), with(files), None).await), expected);
    }
    let nameless = AddCustomAnimation { name: " ".into(), duration_ms: Some(1), files: vec![] };
    let wrong = fields(stage.companion.add_custom_animation(&creator(1), nameless, None).await);
    assert_eq!(wrong.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["/name", "/durationMs", "/image"]);
    assert_eq!(stage.companion.list_custom_animations(&creator(1)).await.expect("listed"), []);
}

async fn animations_are_their_creators(stage: Stage) {
    let added = add(&stage, 1, vec![(UploadRole::Sound, sound(10))]).await;
    let ben = creator(2);
    assert_eq!(stage.companion.list_custom_animations(&ben).await.expect("listed"), []);
    let trigger = TriggerAnimation { kind: "custom".into(), custom_id: Some(added.id), ..confetti() };
    assert_eq!(code(stage.companion.trigger_animation(&ben, trigger, None).await), "not_found");
    assert_eq!(code(stage.companion.delete_custom_animation(&ben, added.id).await), "not_found");
    let viewer = caller(3, Roles::new([Role::Viewer]), Scopes::All);
    assert_eq!(code(stage.companion.trigger_animation(&viewer, confetti(), None).await), "role_required");
    let reader = token(1, &["overlay:read"]);
    assert_eq!(code(stage.companion.trigger_animation(&reader, confetti(), None).await), "scope_required");
    assert_eq!(code(stage.companion.delete_custom_animation(&reader, added.id).await), "scope_required");
    assert_eq!(code(stage.companion.add_custom_animation(&reader, AddCustomAnimation::default(), None).await), "scope_required");
    assert_eq!(stage.companion.list_custom_animations(&creator(1)).await.expect("listed").len(), 1);
}
