//! Personas that speak by the clock.

use std::time::Duration;

use footlights_companion::PersonaFields;
use footlights_testkit::World;

use crate::stage::{Props, Stage, creator, fields};

on_both!(a_timer_goes_off_while_live, a_timer_follows_its_persona, a_timer_survives_a_restart_and_does_not_catch_up,);

const NONE: [&str; 0] = [];

async fn a_timer_goes_off_while_live(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.persona(&ana, "Clock", &[("timer", "15")], "a quarter of {title}").await;
    stage.later(Duration::from_hours(2)).await;
    assert_eq!(stage.texts(), NONE, "nobody is live");
    let live = stage.start(&ana).await;
    stage.later(Duration::from_secs(15 * 60 - 1)).await;
    assert_eq!(stage.texts(), NONE);
    stage.later(Duration::from_secs(1)).await;
    let said = stage.said();
    assert_eq!((said[0].response_text.as_str(), said[0].trigger.value.as_str()), ("a quarter of Friday", "15"));
    assert_eq!((said.len(), said[0].in_reply_to.is_none()), (1, true));
    stage.later(Duration::from_mins(15)).await;
    assert_eq!(stage.texts().len(), 1);
    stage.companion.end_session(&ana, live.id, None).await.expect("ends");
    stage.later(Duration::from_mins(15)).await;
    stage.later(Duration::from_mins(15)).await;
    assert_eq!(stage.texts(), NONE, "the session is over");
    stage.start(&ana).await;
    stage.later(Duration::from_mins(15)).await;
    assert_eq!(stage.texts().len(), 1, "the next session has it again");
}

async fn a_timer_follows_its_persona(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.start(&ana).await;
    let persona = stage.persona(&ana, "Clock", &[("timer", "10")], "tick").await;
    stage.later(Duration::from_mins(10)).await;
    assert_eq!(stage.texts(), ["tick"], "made while live");
    stage.change(&ana, &persona, fields("Clock", &[("timer", "2")], "tock")).await;
    stage.later(Duration::from_mins(2)).await;
    assert_eq!(stage.texts(), ["tock"]);
    stage.change(&ana, &persona, PersonaFields { active: Some(false), ..PersonaFields::default() }).await;
    stage.later(Duration::from_mins(20)).await;
    assert_eq!(stage.texts(), NONE, "switched off");
    stage.change(&ana, &persona, PersonaFields { active: Some(true), ..PersonaFields::default() }).await;
    stage.later(Duration::from_mins(2)).await;
    assert_eq!(stage.texts(), ["tock"]);
    stage.chatbot.delete_persona(&ana, persona.id).await.expect("deleted");
    stage.later(Duration::from_mins(20)).await;
    assert_eq!(stage.texts(), NONE, "taken away");
}

async fn a_timer_survives_a_restart_and_does_not_catch_up(world: World) {
    let ana = creator(1);
    let mut stage = Stage::asleep(world.clone(), Props::default());
    stage.persona(&ana, "Clock", &[("timer", "15")], "tick").await;
    stage.start(&ana).await;
    stage.wake();
    stage.settled().await;
    drop(stage);
    world.advance(Duration::from_mins(16));
    let mut soon = Stage::asleep(world.clone(), Props::default());
    soon.wake();
    soon.settled().await;
    assert_eq!(soon.texts(), ["tick"], "a minute late is no matter");
    drop(soon);
    world.advance(Duration::from_hours(3));
    let mut late = Stage::asleep(world.clone(), Props::default());
    late.wake();
    late.settled().await;
    assert_eq!(late.texts(), NONE, "three hours late is");
    late.later(Duration::from_mins(15)).await;
    assert_eq!(late.texts(), ["tick"], "it goes on from now");
}
