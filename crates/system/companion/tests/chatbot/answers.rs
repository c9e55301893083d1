//! What is answered, live and in the try-it box.

use std::sync::Arc;
use std::time::Duration;

use footlights_companion::{AnswerMessage, PersonaFields, PersonaTemplate, RecordTip, TryPersonas};
use footlights_surface::{Role, Roles, Scopes};
use footlights_testkit::World;
use serde_json::json;

use crate::stage::{Props, Stage, caller, code, creator, wrong};

on_both!(
    the_first_persona_that_can_answers,
    cooldowns_hold_for_all_and_for_one,
    a_minute_has_a_budget,
    newcomers_are_greeted_once_a_session,
    a_tip_is_answered_once,
    a_tip_long_past_is_not_answered,
    a_tip_without_a_name_is_answered,
    what_strangers_write_is_made_harmless,
    nothing_is_said_where_it_should_not_be,
    what_is_written_is_kept_nowhere,
    the_try_it_box_explains_and_changes_nothing,
    of_many_at_once_one_is_answered,
);

async fn the_first_persona_that_can_answers(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.persona(&ana, "Hugs", &[("command", "hug")], "{sender} hugs {message}, {title}!").await;
    stage.persona(&ana, "All ears", &[("regex", ".")], "I hear").await;
    let live = stage.start(&ana).await;
    assert!(stage.says(&ana, &live, "Zoë", "!hug all").await);
    let said = stage.said();
    let first = &said[0];
    assert_eq!((first.persona_name.as_str(), first.response_text.as_str()), ("Hugs", "Zoë hugs !hug all, Friday!"));
    assert_eq!((first.session_id, first.trigger.kind.as_str(), first.trigger.value.as_str()), (live.id, "command", "!hug"));
    assert_eq!(first.in_reply_to.as_ref().map(|to| to.sender_name.as_str()), Some("Zoë"));
    assert!(stage.says(&ana, &live, "Zoë", "hug").await);
    assert_eq!(stage.texts(), ["I hear"]);
    assert!(!stage.says(&ana, &live, "Zoë", "").await);
    assert_eq!(stage.texts(), [] as [&str; 0]);
}

async fn cooldowns_hold_for_all_and_for_one(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let persona = stage.persona(&ana, "a", &[("keyword", "hello")], "Hi {sender}").await;
    let slow = PersonaFields { cooldown_seconds: Some(10), per_person_cooldown_seconds: Some(60), ..PersonaFields::default() };
    stage.change(&ana, &persona, slow).await;
    let live = stage.start(&ana).await;
    assert!(stage.says(&ana, &live, "Zoë", "hello").await);
    assert!(!stage.says(&ana, &live, "Ben", "hello").await, "it cools down");
    stage.later(Duration::from_secs(10)).await;
    assert!(!stage.says(&ana, &live, "zoë", "hello").await, "towards her for longer");
    assert!(stage.says(&ana, &live, "Ben", "hello").await);
    stage.later(Duration::from_secs(50)).await;
    assert!(stage.says(&ana, &live, "Zoë", "hello").await);
    assert_eq!(stage.texts(), ["Hi Zoë", "Hi Ben", "Hi Zoë"]);
    stage.companion.end_session(&ana, live.id, None).await.expect("ends");
    let next = stage.start(&ana).await;
    assert!(stage.says(&ana, &next, "Zoë", "hello").await, "another session, another evening");
}

async fn a_minute_has_a_budget(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.set(&ana, json!({"chatbot": {"perMinute": 3}})).await;
    stage.persona(&ana, "a", &[("regex", ".")], "hi").await;
    let live = stage.start(&ana).await;
    let mut answered = Vec::new();
    for number in 0..5 {
        answered.push(stage.says(&ana, &live, &format!("p{number}"), "x").await);
    }
    assert_eq!(answered, [true, true, true, false, false]);
    stage.later(Duration::from_mins(1)).await;
    assert!(stage.says(&ana, &live, "p", "x").await);
}

async fn newcomers_are_greeted_once_a_session(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.persona(&ana, "Doorman", &[("first_message", "")], "Welcome {sender}").await;
    let live = stage.start(&ana).await;
    for (sender, greeted) in [("Zoë", true), ("ZOË", false), ("Ben", true), ("Ben", false)] {
        assert_eq!(stage.says(&ana, &live, sender, "hey").await, greeted, "{sender}");
    }
    stage.companion.end_session(&ana, live.id, None).await.expect("ends");
    let next = stage.start(&ana).await;
    assert!(stage.says(&ana, &next, "Zoë", "hey").await);
}

async fn a_tip_is_answered_once(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.persona(&ana, "Barker", &[("tip", "500-999")], "{sender} gives {amount}: {message}").await;
    let live = stage.start(&ana).await;
    stage.tip(&ana, 750, "Zoë", "for the chorus").await;
    stage.tip(&ana, 1_000, "Ben", "too much").await;
    stage.settled().await;
    let said = stage.said();
    assert_eq!(said.iter().map(|one| one.response_text.as_str()).collect::<Vec<_>>(), ["Zoë gives 7.50 USD: for the chorus"]);
    assert_eq!((said[0].session_id, said[0].trigger.kind.as_str()), (live.id, "tip"));
    stage.set(&ana, json!({"chatbot": {"enabled": false}})).await;
    stage.tip(&ana, 750, "Zoë", "again").await;
    assert_eq!(stage.texts(), [] as [&str; 0], "it is switched off");
}

async fn a_tip_long_past_is_not_answered(world: World) {
    let ana = creator(1);
    for (minutes, answers) in [(1, 1), (3, 0)] {
        let mut stage = Stage::asleep(world.clone(), Props::default());
        let persona = stage.persona(&ana, "Barker", &[("tip", "500")], "thanks").await;
        let live = stage.start(&ana).await;
        stage.tip(&ana, 500, "Zoë", "hi").await;
        stage.world.advance(Duration::from_mins(minutes));
        stage.wake();
        stage.settled().await;
        assert_eq!(stage.texts().len(), answers, "after {minutes} minutes");
        stage.companion.end_session(&ana, live.id, None).await.expect("ends");
        stage.chatbot.delete_persona(&ana, persona.id).await.expect("deleted");
    }
}

async fn a_tip_without_a_name_is_answered(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.persona(&ana, "Barker", &[("tip", "500")], "thanks, {sender}").await;
    stage.start(&ana).await;
    stage.companion.record_tip(&ana, RecordTip::cents(500), None).await.expect("recorded");
    stage.settled().await;
    let said = stage.said();
    assert_eq!((said.len(), said[0].response_text.as_str(), said[0].in_reply_to.is_none()), (1, "thanks,", true));
}

async fn what_strangers_write_is_made_harmless(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.set(&ana, json!({"tts": {"filter": {"useDefaultList": false, "words": ["heck"], "mode": "mask"}}})).await;
    let persona = stage.persona(&ana, "Echo", &[("regex", ".")], "{sender}: {message} (see https://mine.example)").await;
    let live = stage.start(&ana).await;
    stage.says(&ana, &live, "evil.com\u{202e} {title}", "what the h3ck https://evil.example {sender}").await;
    assert_eq!(stage.texts(), ["{title}: what the h*** {sender} (see https://mine.example)"]);
    let long = PersonaFields {
        templates: Some(vec![PersonaTemplate { text: format!("{} {{message}}", "x".repeat(280)), weight: 1 }]),
        ..PersonaFields::default()
    };
    stage.change(&ana, &persona, long).await;
    stage.says(&ana, &live, "Ben", &"word ".repeat(90)).await;
    assert!(stage.texts()[0].chars().count() <= 300);
}

async fn nothing_is_said_where_it_should_not_be(world: World) {
    let (stage, ana, ben) = (Stage::new(world), creator(1), creator(2));
    stage.persona(&ana, "a", &[("regex", ".")], "hi").await;
    let live = stage.start(&ana).await;
    let line = |sender: &str, message: &str| AnswerMessage { session_id: live.id, sender_name: sender.into(), message: message.into() };
    assert_eq!(code(stage.chatbot.answer_message(&ben, line("Zoë", "x")).await), "not_found");
    let token = caller(1, Roles::new([Role::Creator]), Scopes::only(["tips:write"]));
    assert_eq!(code(stage.chatbot.answer_message(&token, line("Zoë", "x")).await), "scope_required");
    let named = wrong(stage.chatbot.answer_message(&ana, line("", &"x".repeat(501))).await);
    assert_eq!(named, [("/senderName".to_owned(), "too_short"), ("/message".to_owned(), "too_long")]);
    stage.set(&ana, json!({"chatbot": {"enabled": false}})).await;
    assert!(!stage.says(&ana, &live, "Zoë", "x").await);
    stage.set(&ana, json!({"chatbot": {"enabled": true}})).await;
    stage.companion.end_session(&ana, live.id, None).await.expect("ends");
    assert_eq!(code(stage.chatbot.answer_message(&ana, line("Zoë", "x")).await), "session_ended");
    assert_eq!(stage.texts(), [] as [&str; 0]);
    assert!(!format!("{:?}", line("secret name", "secret words")).contains("secret"), "what is written is not printed");
}

async fn what_is_written_is_kept_nowhere(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    stage.persona(&ana, "a", &[("first_message", ""), ("regex", ".")], "hi {sender}: {message}").await;
    let live = stage.start(&ana).await;
    assert!(stage.says(&ana, &live, "Xanthippe-of-the-chat", "floccinaucinihilipilification").await);
    assert!(stage.says(&ana, &live, "Xanthippe-of-the-chat", "floccinaucinihilipilification").await);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup");
    stage.world.backup(&file, Arc::new(|_| {})).await.expect("backed up");
    let kept = std::fs::read(&file).expect("written");
    let holds = |word: &str| kept.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("hi {sender}: {message}"), "the backup shows what is kept");
    for word in ["Xanthippe", "xanthippe", "floccinauci"] {
        assert!(!holds(word), "{word} was kept");
    }
    stage.companion.end_session(&ana, live.id, None).await.expect("ends");
    stage.settled().await;
    let after = stage.world.backup(&folder.path().join("after"), Arc::new(|_| {})).await.expect("backed up");
    for table in ["companion_answered", "companion_newcomer", "companion_answer_count"] {
        assert!(after.tables.contains(&(table.to_owned(), 0)), "{table} outlives its session: {:?}", after.tables);
    }
}

async fn the_try_it_box_explains_and_changes_nothing(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let off = stage.persona(&ana, "Off", &[("keyword", "hello")], "x").await;
    stage.change(&ana, &off, PersonaFields { active: Some(false), ..PersonaFields::default() }).await;
    stage.persona(&ana, "Other", &[("keyword", "bye")], "x").await;
    let slow = stage.persona(&ana, "Slow", &[("keyword", "hello")], "Hello {sender}, {amount}").await;
    stage.change(&ana, &slow, PersonaFields { cooldown_seconds: Some(3_600), ..PersonaFields::default() }).await;
    let last = stage.persona(&ana, "Last", &[("regex", "h.llo"), ("tip", "500")], "Last {amount}").await;
    let ask =
        |message: &str, amount_cents, persona_id| TryPersonas { sender: "Zoë".into(), message: message.into(), amount_cents, persona_id };
    let outcomes = |tried: &footlights_companion::Tried| tried.considered.iter().map(|one| one.outcome).collect::<Vec<_>>();

    let before = stage.chatbot.try_personas(&ana, ask("hello", None, None)).await.expect("tried");
    assert_eq!(outcomes(&before), ["inactive", "no_trigger", "answered", "outweighed"]);
    assert_eq!(before.answer.as_ref().map(|answer| answer.text.as_str()), Some("Hello Zoë,"));
    assert_eq!(before.considered[3].trigger.as_ref().map(|trigger| trigger.kind.as_str()), Some("regex"));
    assert_eq!(stage.chatbot.try_personas(&ana, ask("hello", None, None)).await.expect("tried"), before, "nothing was marked");

    let live = stage.start(&ana).await;
    stage.says(&ana, &live, "Zoë", "hello").await;
    stage.said();
    let after = stage.chatbot.try_personas(&ana, ask("hello", None, None)).await.expect("tried");
    assert_eq!(outcomes(&after), ["inactive", "no_trigger", "cooling_down", "answered"]);
    assert!(after.considered[2].detail.contains("3600 s"), "{}", after.considered[2].detail);
    let tip = stage.chatbot.try_personas(&ana, ask("", Some(500), None)).await.expect("tried");
    assert_eq!(tip.answer.expect("an answer").text, "Last 5.00 USD");
    let only = stage.chatbot.try_personas(&ana, ask("hello", None, Some(last.id))).await.expect("tried");
    assert_eq!(outcomes(&only), ["answered"]);
    assert_eq!(code(stage.chatbot.try_personas(&creator(2), ask("hello", None, Some(last.id))).await), "not_found");
    assert_eq!(wrong(stage.chatbot.try_personas(&ana, ask("x", Some(0), None)).await), [("/amountCents".to_owned(), "not_valid")]);
    assert_eq!(stage.texts(), [] as [&str; 0], "nobody heard of it");
}

async fn of_many_at_once_one_is_answered(world: World) {
    let (stage, ana) = (Stage::new(world), creator(1));
    let persona = stage.persona(&ana, "a", &[("regex", ".")], "hi").await;
    stage.change(&ana, &persona, PersonaFields { cooldown_seconds: Some(60), ..PersonaFields::default() }).await;
    let live = stage.start(&ana).await;
    let mut racers = tokio::task::JoinSet::new();
    for number in 0..16 {
        let (chatbot, ana, session_id) = (stage.chatbot.clone(), ana.clone(), live.id);
        let line = AnswerMessage { session_id, sender_name: format!("p{number}"), message: "x".into() };
        racers.spawn(async move { chatbot.answer_message(&ana, line).await.expect("looked at") });
    }
    let answered = racers.join_all().await;
    stage.chatbot.settled().await;
    assert_eq!((answered.iter().filter(|answered| **answered).count(), stage.texts().len()), (1, 1));
}
