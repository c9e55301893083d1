//! The light chat: what is kept, who may write and take away, slow mode, mentions.

use std::time::Duration;

use footlights_parlor::{BanParticipant, ChatMessage, ParlorSettings, RoomId, RoomRole, UpdateRoom};
use footlights_surface::Caller;

use serde_json::json;

use crate::stage::{Stage, code, parse, refused, settings};

on_both!(
    the_newest_are_kept,
    who_may_take_away,
    what_the_banned_wrote_goes,
    what_the_banned_wrote_goes_also_where_less_is_kept_by_now,
    what_was_taken_away_is_in_no_log,
    slow_mode_holds_back,
    mentions_are_found,
);

async fn say(stage: &Stage, who: &Caller, room: RoomId, text: &str) -> ChatMessage {
    stage.parlor.send_chat(who, room, text, None).await.expect("said")
}

async fn the_newest_are_kept(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    assert_eq!(code(parlor.send_chat(&ben, room.id, "hi", None).await), "not_joined");
    assert_eq!(code(parlor.list_chat(&ben, room.id, None, 5).await), "not_joined");
    assert_eq!(code(parlor.send_chat(&ana, room.id, "  ", None).await), "invalid_fields");
    assert_eq!(code(parlor.send_chat(&ana, room.id, &"x".repeat(501), None).await), "invalid_fields");
    for n in 1..=8 {
        say(&stage, &ana, room.id, &n.to_string()).await;
    }
    let page = parlor.list_chat(&ana, room.id, None, 3).await.expect("listed");
    let texts = |messages: &[ChatMessage]| messages.iter().map(|message| message.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&page.items), ["8", "7", "6"]);
    let after = page.next_cursor.expect("more").open("chat").expect("own");
    let rest = parlor.list_chat(&ana, room.id, Some(after), 3).await.expect("listed");
    assert_eq!((texts(&rest.items), rest.next_cursor.is_none()), (vec!["5".to_owned(), "4".to_owned()], true));
    assert_eq!(stage.published("room.chat.sent")[0]["message"]["text"], "1");
}

async fn who_may_take_away(stage: Stage) {
    let (ana, ben, cem) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    stage.join(&cem, room.id).await;
    let (hers, his, theirs) =
        (say(&stage, &ana, room.id, "a").await, say(&stage, &ben, room.id, "b").await, say(&stage, &cem, room.id, "c").await);
    assert_eq!(code(parlor.delete_chat(&ben, room.id, theirs.id).await), "capability_required");
    parlor.delete_chat(&ben, room.id, his.id).await.expect("his own");
    assert_eq!(code(parlor.delete_chat(&ben, room.id, his.id).await), "not_found");
    parlor.set_participant_role(&ana, room.id, ben.account, RoomRole::Moderator, None).await.expect("set");
    parlor.delete_chat(&ben, room.id, theirs.id).await.expect("he moderates");
    assert_eq!(code(parlor.delete_chat(&ben, room.id, hers.id).await), "outranked");
    let kept = parlor.list_chat(&ana, room.id, None, 5).await.expect("listed").items;
    assert_eq!(kept, [hers]);
    assert_eq!(stage.published("room.chat.deleted").len(), 2);
}

async fn what_the_banned_wrote_goes(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    let hers = say(&stage, &ana, room.id, "a").await;
    let his = [say(&stage, &ben, room.id, "b").await, say(&stage, &ben, room.id, "c").await];
    let command = BanParticipant { delete_messages: true, ..BanParticipant::default() };
    parlor.ban_participant(&ana, room.id, ben.account, command, None).await.expect("banned");
    assert_eq!(parlor.list_chat(&ana, room.id, None, 5).await.expect("listed").items, [hers]);
    let told = stage.published("room.chat.deleted");
    let told: Vec<&str> = told.iter().filter_map(|event| event["messageId"].as_str()).collect();
    assert_eq!(told, his.map(|message| message.id.to_string()), "whoever shows them takes them away");
}

async fn what_the_banned_wrote_goes_also_where_less_is_kept_by_now(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    for text in ["a", "b", "c"] {
        say(&stage, &ben, room.id, text).await;
    }
    let started_anew = stage.second_with(ParlorSettings { chat_kept_max: 1, ..settings() }).await;
    let command = BanParticipant { delete_messages: true, ..BanParticipant::default() };
    started_anew.ban_participant(&ana, room.id, ben.account, command, None).await.expect("banned");
    assert_eq!(parlor.list_chat(&ana, room.id, None, 5).await.expect("listed").items, []);
}

async fn what_was_taken_away_is_in_no_log(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    let kept = say(&stage, &ana, room.id, "kept @ben").await;
    let taken = say(&stage, &ana, room.id, "apricot @ben").await;
    say(&stage, &ben, room.id, "walnut").await;
    let log = async || stage.world.store.events_after(&footlights_parlor::room_topic(room.id), 0, 100).await.expect("read");
    let before = log().await;
    parlor.delete_chat(&ana, room.id, taken.id).await.expect("taken away");
    let command = BanParticipant { delete_messages: true, ..BanParticipant::default() };
    parlor.ban_participant(&ana, room.id, ben.account, command, None).await.expect("banned");

    let after = log().await;
    let numbers = |page: &footlights_store::LogPage| page.events.iter().map(|event| event.sequence).collect::<Vec<_>>();
    assert_eq!(numbers(&after), (1..=after.head.last).collect::<Vec<_>>(), "no number is missing");
    for (then, now) in before.events.iter().zip(&after.events) {
        assert_eq!((then.id, &then.kind, then.occurred_at), (now.id, &now.kind, now.occurred_at));
    }
    let told: Vec<_> = after.events.iter().filter(|event| &*event.kind == footlights_parlor::CHAT_SENT).map(parse).collect();
    let texts: Vec<_> = told.iter().map(|told| told["message"]["text"].as_str()).collect();
    assert_eq!(texts, [Some("kept @ben"), Some(""), Some("")]);
    assert_eq!(told[0]["message"]["mentions"].as_array().map(Vec::len), Some(1));
    assert_eq!((&told[1]["message"]["id"], &told[1]["message"]["mentions"]), (&json!(taken.id), &json!([])), "that it was stays");
    assert!(!after.events.iter().any(|event| event.payload.get().contains("apricot") || event.payload.get().contains("walnut")));
    assert_eq!(parlor.list_chat(&ana, room.id, None, 5).await.expect("listed").items, [kept]);
}

async fn slow_mode_holds_back(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room_with(&ana, |room| room.slow_mode_seconds = Some(30)).await);
    stage.join(&ben, room.id).await;
    say(&stage, &ben, room.id, "one").await;
    stage.world.advance(Duration::from_secs(10));
    let refusal = refused(parlor.send_chat(&ben, room.id, "two", None).await);
    assert_eq!((refusal.code, refusal.retry_after), ("slow_mode", Some(Duration::from_secs(20))));
    parlor.leave_room(&ben, room.id, None).await.expect("leaves");
    stage.join(&ben, room.id).await;
    assert_eq!(code(parlor.send_chat(&ben, room.id, "two", None).await), "slow_mode", "to leave and come back is no way round");
    stage.world.advance(Duration::from_secs(20));
    say(&stage, &ben, room.id, "two").await;
    say(&stage, &ana, room.id, "who moderates").await;
    say(&stage, &ana, room.id, "is not held back").await;
    let off = UpdateRoom { slow_mode_seconds: Some(0), ..UpdateRoom::default() };
    parlor.update_room(&ana, room.id, off, None).await.expect("changed");
    say(&stage, &ben, room.id, "three").await;
}

async fn mentions_are_found(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    stage.person("cem").await;
    let room = stage.room(&ana).await;
    stage.join(&ben, room.id).await;
    let said = say(&stage, &ana, room.id, "@Ben and @cem and @nobody").await;
    assert_eq!(said.mentions, [ben.account], "who is in the room");
}
