//! Personas: made, changed, put in order, taken away, and whose they are.

use footlights_companion::{PersonaAnswers, PersonaFields, PersonaTemplate, PersonaTrigger};
use footlights_store::Once;
use footlights_surface::{Role, Roles, Scopes};
use footlights_testkit::World;

use crate::stage::{Stage, caller, code, creator, fields, wrong};

on_both!(
    what_is_made_is_found_again,
    what_is_not_said_stays,
    wrong_fields_are_all_named,
    an_order_names_all,
    there_are_twenty_at_most,
    a_key_makes_one,
    somebody_elses_are_not_found,
);

async fn what_is_made_is_found_again(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let first = stage.persona(&ana, " Doorman ", &[("command", "hi"), ("tip", "500 - 999")], "Hello {sender}").await;
    assert_eq!((first.name.as_str(), first.position, first.active), ("Doorman", 0, true));
    let triggers: Vec<_> = first.triggers.iter().map(|trigger| (trigger.kind.as_str(), trigger.value.as_str())).collect();
    assert_eq!(triggers, [("command", "!hi"), ("tip", "500-999")], "each in its one spelling");
    let second = stage.persona(&ana, "Barker", &[("first_message", "")], "Welcome").await;
    assert_eq!(second.position, 1);
    assert_eq!(stage.chatbot.list_personas(&ana).await.expect("listed"), [first.clone(), second.clone()]);
    stage.chatbot.delete_persona(&ana, first.id).await.expect("deleted");
    assert_eq!(code(stage.chatbot.delete_persona(&ana, first.id).await), "not_found");
    assert_eq!(stage.chatbot.list_personas(&ana).await.expect("listed"), [second]);
}

async fn what_is_not_said_stays(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let persona = stage.persona(&ana, "Doorman", &[("keyword", "hello")], "Hi").await;
    let change = PersonaFields { active: Some(false), voice: Some(Some("en-gb".into())), ..PersonaFields::default() };
    let after = stage.change(&ana, &persona, change).await;
    assert_eq!((after.active, after.voice.as_deref(), &after.triggers), (false, Some("en-gb"), &persona.triggers));
    let quiet = PersonaFields { voice: Some(None), answers: Some("endpoint".into()), ..PersonaFields::default() };
    let after = stage.change(&ana, &persona, quiet).await;
    assert_eq!((after.voice, after.answers, after.active), (None, PersonaAnswers::Endpoint, false));
}

async fn wrong_fields_are_all_named(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let trigger = |kind: &str, value: &str| PersonaTrigger { kind: kind.into(), value: value.into() };
    let template = |text: &str, weight| PersonaTemplate { text: text.into(), weight };
    let bad = PersonaFields {
        name: Some("n".repeat(61)),
        description: Some("d".repeat(301)),
        triggers: Some(vec![trigger("regex", "("), trigger("mood", "x"), trigger("timer", "5"), trigger("timer", "6")]),
        templates: Some(vec![template("{nobody}", 1), template("fine", 0)]),
        answers: Some("magic".into()),
        prompt: Some("p".repeat(2_001)),
        cooldown_seconds: Some(86_401),
        per_person_cooldown_seconds: Some(u32::MAX),
        voice: Some(Some("../../etc/passwd".into())),
        active: None,
    };
    let named: Vec<_> = wrong(stage.chatbot.create_persona(&ana, bad, None).await).into_iter().map(|(field, _)| field).collect();
    let expected = [
        "/name",
        "/description",
        "/prompt",
        "/cooldownSeconds",
        "/perPersonCooldownSeconds",
        "/triggers",
        "/triggers/0/value",
        "/triggers/1/type",
        "/templates/0/text",
        "/templates/1/weight",
        "/answers",
        "/voice",
    ];
    assert_eq!(named, expected);
    let nameless = PersonaFields { name: None, templates: None, ..fields("x", &[], "x") };
    let missing = wrong(stage.chatbot.create_persona(&ana, nameless, None).await);
    assert_eq!(missing, [("/name".to_owned(), "missing"), ("/templates".to_owned(), "missing")]);
    let many = PersonaFields { triggers: Some(vec![trigger("keyword", "x"); 21]), ..fields("x", &[], "x") };
    assert_eq!(wrong(stage.chatbot.create_persona(&ana, many, None).await), [("/triggers".to_owned(), "too_long")]);
    let none = PersonaFields { templates: Some(Vec::new()), ..fields("x", &[], "x") };
    assert_eq!(wrong(stage.chatbot.create_persona(&ana, none, None).await), [("/templates".to_owned(), "not_valid")]);
    assert_eq!(stage.chatbot.list_personas(&ana).await.expect("listed"), [], "refusals change nothing");
}

async fn an_order_names_all(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(stage.persona(&ana, name, &[], "x").await.id);
    }
    ids.reverse();
    let ordered = stage.chatbot.order_personas(&ana, ids.clone()).await.expect("ordered");
    assert_eq!(ordered.iter().map(|persona| (persona.name.as_str(), persona.position)).collect::<Vec<_>>(), [("c", 0), ("b", 1), ("a", 2)]);
    for bad in [vec![ids[0]], vec![ids[0], ids[0], ids[1]], [ids.clone(), vec![ids[0]]].concat()] {
        assert_eq!(code(stage.chatbot.order_personas(&ana, bad).await), "invalid_fields");
    }
    assert_eq!(stage.chatbot.list_personas(&ana).await.expect("listed"), ordered);
}

async fn there_are_twenty_at_most(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    for number in 0..20 {
        stage.persona(&ana, &number.to_string(), &[], "x").await;
    }
    assert_eq!(code(stage.chatbot.create_persona(&ana, fields("more", &[], "x"), None).await), "too_many");
    stage.persona(&creator(2), "another's first", &[], "x").await;
}

async fn a_key_makes_one(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let once = || Some(Once { scope: "1".into(), key: "k".into(), fingerprint: [0; 32], at: stage.world.now(), secret: false });
    let first = stage.chatbot.create_persona(&ana, fields("a", &[], "x"), once()).await.expect("made");
    let again = stage.chatbot.create_persona(&ana, fields("a", &[], "x"), once()).await.expect("answered");
    assert_eq!((again, stage.chatbot.list_personas(&ana).await.expect("listed").len()), (first, 1));
}

async fn somebody_elses_are_not_found(world: World) {
    let (stage, ana, ben) = (Stage::new(world), creator(1), creator(2));
    let persona = stage.persona(&ana, "a", &[], "x").await;
    assert_eq!(stage.chatbot.list_personas(&ben).await.expect("listed"), []);
    assert_eq!(code(stage.chatbot.update_persona(&ben, persona.id, PersonaFields::default()).await), "not_found");
    assert_eq!(code(stage.chatbot.delete_persona(&ben, persona.id).await), "not_found");
    let viewer = caller(3, Roles::new([Role::Viewer]), Scopes::All);
    assert_eq!(code(stage.chatbot.create_persona(&viewer, fields("a", &[], "x"), None).await), "role_required");
    let token = caller(1, Roles::new([Role::Creator]), Scopes::only(["personas:read"]));
    assert_eq!(stage.chatbot.list_personas(&token).await.expect("read"), std::slice::from_ref(&persona));
    assert_eq!(code(stage.chatbot.create_persona(&token, fields("a", &[], "x"), None).await), "scope_required");
    assert_eq!(code(stage.chatbot.delete_persona(&token, persona.id).await), "scope_required");
    assert_eq!(
        code(stage.chatbot.list_personas(&caller(1, Roles::new([Role::Creator]), Scopes::only(["tips:read"]))).await),
        "scope_required"
    );
}
