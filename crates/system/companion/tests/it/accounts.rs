//! What becomes of a creator's stage when her account is deleted.

use footlights_cluster::Cluster;
use footlights_companion::{AddCustomAnimation, OverlayParts, OverlaySettings, Overlays, UploadRole};
use footlights_identity::SecretBox;
use footlights_store::Workers;
use footlights_surface::Caller;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::animations::pixel;
use crate::people::People;
use crate::stage::{Stage, code};

on_both!(what_a_deleted_creator_had_on_stage_is_taken_down, what_a_deleted_creator_wished_is_forgotten);

/// Overlays, and what follows from events.
fn at_work(stage: &Stage) -> (Overlays, Workers) {
    let overlays = Overlays::new(OverlayParts {
        companion: stage.companion.clone(),
        cluster: Cluster::memory(stage.world.shared_clock(), &stage.world.chance),
        hub: None,
        secret_box: SecretBox::new([3; 32]),
        settings: OverlaySettings::default(),
    });
    let (store, clock) = (stage.world.store.clone(), stage.world.shared_clock());
    let workers = Workers::start(store, overlays.subscribers(), overlays.jobs(), clock, CancellationToken::new());
    (overlays, workers)
}

async fn overlay_key(overlays: &Overlays, who: &Caller) -> String {
    let url = overlays.show_overlay(who, true).await.expect("shown").url.expect("revealed");
    url.rsplit('/').next().expect("a key").to_owned()
}

async fn what_a_deleted_creator_had_on_stage_is_taken_down(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (overlays, workers) = at_work(&stage);
    let (ana, ben) = (people.creator("ana").await, people.creator("ben").await);
    let (hers, his) = (overlay_key(&overlays, &ana).await, overlay_key(&overlays, &ben).await);
    let session = stage.start(&ana).await.id;
    let bow = AddCustomAnimation { name: "A bow".into(), duration_ms: None, files: vec![(UploadRole::Image, pixel())] };
    let bow = stage.companion.add_custom_animation(&ana, bow, None).await.expect("added");
    let file = bow.assets.image.expect("a picture");
    assert!(stage.companion.open_asset(file).await.is_ok());

    people.delete(ana.account).await;
    workers.settle().await;
    assert!(stage.session(session).await.ended_at.is_some(), "nobody is live without an account");
    assert_eq!(code(overlays.open_overlay(&hers).await), "not_found");
    assert_eq!(code(stage.companion.open_asset(file).await), "not_found");
    assert!(overlays.open_overlay(&his).await.is_ok(), "others are not concerned");
}

async fn what_a_deleted_creator_wished_is_forgotten(stage: Stage) {
    let people = People::of(&stage.world).await;
    let (_overlays, workers) = at_work(&stage);
    let (ana, ben) = (people.creator("ana").await, people.creator("ben").await);
    for who in [&ana, &ben] {
        let Value::Object(change) = json!({"general": {"viewerPage": true}}) else { unreachable!("an object") };
        stage.companion.update_settings(who, change, None).await.expect("changed");
        let theme = stage.companion.get_theme(who).await.expect("read");
        stage.companion.set_theme(who, theme).await.expect("set");
    }
    let versions = async |who: &Caller| {
        let settings = stage.companion.get_settings(who).await.expect("read").version;
        (settings, stage.companion.get_theme(who).await.expect("read").version)
    };
    assert_eq!((versions(&ana).await, versions(&ben).await), ((1, 1), (1, 1)));

    people.delete(ana.account).await;
    workers.settle().await;
    // As a creator who never said anything; whoever asks here was let in before.
    assert_eq!((versions(&ana).await, versions(&ben).await), ((0, 0), (1, 1)));
}
