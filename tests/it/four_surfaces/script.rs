//! The script: every verb, done and refused, by people who may and may not.

use serde_json::{Value, json};

use super::calls::Call;
use super::calls::{
    about, answer_invite, chat, create, delete_chat, heartbeat, invite, join, link, revoke_link, set_role, towards, transfer, update,
};
use super::cast::{Cast, NAMES, Surface};

/// Refusals the script must provoke.
pub(super) const REFUSALS: &[&str] = &[
    "invalid_fields",
    "not_found",
    "not_joined",
    "capability_required",
    "outranked",
    "password_required",
    "wrong_password",
    "room_full",
    "too_many_rooms_joined",
    "link_used_up",
    "banned",
    "stage_full",
    "slow_mode",
    "owner_required",
    "room_archived",
    "already_invited",
    "invite_over",
];

/// How many rooms of others one may be in: one more than Ana is in when all other scenes are over.
pub(super) const ROOMS_JOINED: usize = 6;

/// What a step came to.
#[derive(Debug, PartialEq)]
pub(super) struct Step {
    what: String,
    /// The refusal's code.
    pub(super) code: Option<String>,
    fields: Vec<(String, String)>,
    /// The room afterwards, without what differs from run to run.
    room: Value,
}

const OLGA: usize = 0;
const ANA: usize = 1;
const BEN: usize = 2;
const EVE: usize = 3;

struct Play<'a> {
    cast: &'a mut Cast,
    surface: Surface,
    steps: Vec<Step>,
    /// Rooms that were made.
    rooms: Vec<String>,
}

impl Play<'_> {
    /// One step; the answer of what was made.
    async fn step(&mut self, room: &str, who: usize, what: &str, call: Call) -> anyhow::Result<Value> {
        let outcome = self.cast.say(self.surface, who, &call).await?;
        let state = self.look(room).await?;
        self.steps.push(Step {
            what: format!("{}: {} {what}", self.steps.len(), NAMES[who]),
            code: outcome.code,
            fields: outcome.fields,
            room: state,
        });
        Ok(outcome.answer)
    }

    /// The room as its owner sees it.
    async fn look(&self, room: &str) -> anyhow::Result<Value> {
        if room.is_empty() {
            return Ok(Value::Null);
        }
        let mut shown = self.cast.read(OLGA, &format!("/api/rooms/{room}")).await?;
        for volatile in ["id", "createdAt", "updatedAt", "purgeAt", "me", "ownerId"] {
            shown.as_object_mut().map(|fields| fields.remove(volatile));
        }
        let people = self.cast.read(OLGA, &format!("/api/rooms/{room}/participants?limit=200")).await?;
        let person = |one: &Value| {
            let fields = ["displayName", "role", "status", "handRaised", "stageInvited", "onStage"];
            fields.map(|field| one[field].clone()).to_vec()
        };
        let mut people: Vec<_> = people["items"].as_array().map(|items| items.iter().map(person).collect()).unwrap_or_default();
        people.sort_by_key(|person| person[0].to_string());
        let messages = self.cast.read(OLGA, &format!("/api/rooms/{room}/chat?limit=200")).await?;
        let texts: Vec<_> =
            messages["items"].as_array().map(|items| items.iter().map(|one| one["text"].clone()).collect()).unwrap_or_default();
        Ok(json!({"room": shown, "people": people, "chat": texts}))
    }
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_default().to_owned()
}

/// Plays it over a surface.
pub(super) async fn play(cast: &mut Cast, surface: Surface) -> anyhow::Result<Vec<Step>> {
    let mut play = Play { cast, surface, steps: Vec::new(), rooms: Vec::new() };
    rooms(&mut play).await?;
    ways_in(&mut play).await?;
    order(&mut play).await?;
    stage(&mut play).await?;
    words(&mut play).await?;
    crowded(&mut play).await?;
    for room in std::mem::take(&mut play.rooms) {
        // The next surface begins with nobody in any room.
        play.cast.delete(OLGA, &format!("/api/rooms/{room}")).await?;
    }
    Ok(play.steps)
}

async fn made(play: &mut Play<'_>, input: Value) -> anyhow::Result<String> {
    let answer = play.step("", OLGA, "makes a room", create(&input)).await?;
    play.rooms.push(id(&answer));
    Ok(id(&answer))
}

async fn crowded(play: &mut Play<'_>) -> anyhow::Result<()> {
    let last = made(play, json!({"name": "The last one", "visibility": "public"})).await?;
    play.step(&last, ANA, "comes in", join(&last, None, None)).await?;
    let beyond = made(play, json!({"name": "One too many", "visibility": "public"})).await?;
    play.step(&beyond, ANA, "is in too many", join(&beyond, None, None)).await?;
    play.step(&last, ANA, "goes", about(&last, "leave")).await?;
    play.step(&beyond, ANA, "comes in then", join(&beyond, None, None)).await?;
    Ok(())
}

async fn rooms(play: &mut Play<'_>) -> anyhow::Result<()> {
    let nowhere = "01900000-0000-7000-8000-000000000000";
    play.step("", OLGA, "makes a room without a name", create(&json!({"name": " "}))).await?;
    play.step("", OLGA, "makes a room too large", create(&json!({"name": "x", "stageSize": 101, "capacity": 0}))).await?;
    let room = made(play, json!({"name": "Den", "visibility": "private", "description": "d", "tags": ["Music"]})).await?;
    play.step(&room, OLGA, "changes it", update(&room, &json!({"name": "Den 2", "capacity": 3, "stageSize": 1}))).await?;
    play.step(&room, OLGA, "changes it wrongly", update(&room, &json!({"name": "x".repeat(101)}))).await?;
    play.step(&room, ANA, "changes what she may not know of", update(&room, &json!({"name": "Mine"}))).await?;
    play.step(&room, OLGA, "archives nothing", about(nowhere, "archive")).await?;
    play.step(&room, OLGA, "archives what is no id", about("nonsense", "archive")).await?;
    play.step(&room, OLGA, "archives it", about(&room, "archive")).await?;
    play.step(&room, OLGA, "writes in an archived room", chat(&room, "hello")).await?;
    play.step(&room, OLGA, "restores it", about(&room, "restore")).await?;
    play.step(&room, OLGA, "deletes it", about(&room, "delete")).await?;
    play.step(&room, OLGA, "restores it again", about(&room, "restore")).await?;
    Ok(())
}

async fn ways_in(play: &mut Play<'_>) -> anyhow::Result<()> {
    let (ana, ben) = (play.cast.people[ANA].id.clone(), play.cast.people[BEN].id.clone());
    let room = made(play, json!({"name": "Locked", "visibility": "public", "password": "open sesame", "capacity": 2})).await?;
    play.step(&room, ANA, "comes without the password", join(&room, None, None)).await?;
    play.step(&room, ANA, "comes with a wrong one", join(&room, Some("open"), None)).await?;
    play.step(&room, ANA, "comes in", join(&room, Some("open sesame"), None)).await?;
    play.step(&room, BEN, "finds it full", join(&room, Some("open sesame"), None)).await?;
    play.step(&room, ANA, "goes", about(&room, "leave")).await?;
    play.step(&room, ANA, "goes twice", about(&room, "leave")).await?;
    let room = made(play, json!({"name": "Invited", "visibility": "private"})).await?;
    play.step(&room, ANA, "cannot find it", join(&room, None, None)).await?;
    let first = id(&play.step(&room, OLGA, "invites", invite(&room, &ana, Some("speaker"))).await?);
    play.step(&room, OLGA, "invites twice", invite(&room, &ana, None)).await?;
    play.step(&room, OLGA, "invites as host", invite(&room, &ben, Some("host"))).await?;
    play.step(&room, BEN, "accepts another's invitation", answer_invite(&first, true)).await?;
    play.step(&room, ANA, "accepts", answer_invite(&first, true)).await?;
    play.step(&room, ANA, "declines what is over", answer_invite(&first, false)).await?;
    let second = id(&play.step(&room, OLGA, "invites Ben", invite(&room, &ben, None)).await?);
    play.step(&room, BEN, "declines", answer_invite(&second, false)).await?;
    let room = made(play, json!({"name": "Linked", "visibility": "link"})).await?;
    play.step(&room, ANA, "comes without a link", join(&room, None, None)).await?;
    let issued = play.step(&room, OLGA, "makes a link", link(&room, 1)).await?;
    let secret = issued["secret"].as_str().unwrap_or_default().to_owned();
    play.step(&room, ANA, "comes by a link that is none", join(&room, None, Some("flj_nothing"))).await?;
    play.step(&room, ANA, "comes by the link", join(&room, None, Some(&secret))).await?;
    play.step(&room, BEN, "comes by the same", join(&room, None, Some(&secret))).await?;
    play.step(&room, ANA, "makes a link without the right", link(&room, 1)).await?;
    let link_id = issued["link"]["id"].as_str().or(issued["id"].as_str()).unwrap_or_default().to_owned();
    play.step(&room, OLGA, "revokes it", revoke_link(&room, &link_id)).await?;
    play.step(&room, OLGA, "revokes it twice", revoke_link(&room, &link_id)).await?;
    Ok(())
}

async fn order(play: &mut Play<'_>) -> anyhow::Result<()> {
    let ids: Vec<_> = play.cast.people.iter().map(|person| person.id.clone()).collect();
    let room = made(play, json!({"name": "Order", "visibility": "public"})).await?;
    for who in [ANA, BEN] {
        play.step(&room, who, "comes in", join(&room, None, None)).await?;
    }
    play.step(&room, ANA, "kicks without the right", towards(&room, &ids[BEN], "kick")).await?;
    play.step(&room, OLGA, "makes Ana moderator", set_role(&room, &ids[ANA], "moderator")).await?;
    play.step(&room, ANA, "makes herself host", set_role(&room, &ids[ANA], "host")).await?;
    play.step(&room, ANA, "kicks the owner", towards(&room, &ids[OLGA], "kick")).await?;
    play.step(&room, ANA, "kicks nobody", towards(&room, &ids[EVE], "kick")).await?;
    play.step(&room, ANA, "kicks herself", towards(&room, &ids[ANA], "kick")).await?;
    play.step(&room, ANA, "kicks Ben", towards(&room, &ids[BEN], "kick")).await?;
    play.step(&room, BEN, "comes back", join(&room, None, None)).await?;
    play.step(&room, ANA, "bans Ben", towards(&room, &ids[BEN], "ban")).await?;
    play.cast.reconnect(BEN).await?;
    play.step(&room, BEN, "comes back once more", join(&room, None, None)).await?;
    play.step(&room, BEN, "writes from outside", chat(&room, "let me in")).await?;
    play.step(&room, ANA, "lifts the ban", towards(&room, &ids[BEN], "unban")).await?;
    play.step(&room, ANA, "lifts it twice", towards(&room, &ids[BEN], "unban")).await?;
    play.step(&room, ANA, "gives the room away", transfer(&room, &ids[ANA])).await?;
    play.step(&room, OLGA, "gives it to who is not in it", transfer(&room, &ids[EVE])).await?;
    play.step(&room, ANA, "deletes without the right", about(&room, "delete")).await?;
    play.step(&room, EVE, "says she is there", heartbeat(&room, "active")).await?;
    play.step(&room, ANA, "says she is away", heartbeat(&room, "away")).await?;
    Ok(())
}

async fn stage(play: &mut Play<'_>) -> anyhow::Result<()> {
    let ids: Vec<_> = play.cast.people.iter().map(|person| person.id.clone()).collect();
    let room = made(play, json!({"name": "Stage", "visibility": "public", "stageSize": 1})).await?;
    for who in [ANA, BEN] {
        play.step(&room, who, "comes in", join(&room, None, None)).await?;
    }
    play.step(&room, EVE, "raises a hand from outside", about(&room, "raise_hand")).await?;
    play.step(&room, ANA, "raises her hand", about(&room, "raise_hand")).await?;
    play.step(&room, BEN, "lowers her hand", towards(&room, &ids[ANA], "lower_hand")).await?;
    play.step(&room, OLGA, "lowers her hand", towards(&room, &ids[ANA], "lower_hand")).await?;
    play.step(&room, ANA, "goes on the stage uninvited", about(&room, "accept_stage")).await?;
    play.step(&room, BEN, "invites to the stage", towards(&room, &ids[ANA], "invite_to_stage")).await?;
    play.step(&room, OLGA, "invites Ana", towards(&room, &ids[ANA], "invite_to_stage")).await?;
    play.step(&room, OLGA, "invites Ben", towards(&room, &ids[BEN], "invite_to_stage")).await?;
    play.step(&room, OLGA, "invites Eve", towards(&room, &ids[EVE], "invite_to_stage")).await?;
    play.step(&room, ANA, "goes on the stage", about(&room, "accept_stage")).await?;
    play.step(&room, BEN, "finds it full", about(&room, "accept_stage")).await?;
    play.step(&room, BEN, "takes her down", towards(&room, &ids[ANA], "step_down")).await?;
    play.step(&room, OLGA, "takes her down", towards(&room, &ids[ANA], "step_down")).await?;
    Ok(())
}

async fn words(play: &mut Play<'_>) -> anyhow::Result<()> {
    let room = made(play, json!({"name": "Words", "visibility": "public", "slowModeSeconds": 3600})).await?;
    play.step(&room, ANA, "comes in", join(&room, None, None)).await?;
    play.step(&room, EVE, "writes from outside", chat(&room, "hello")).await?;
    play.step(&room, ANA, "writes nothing", chat(&room, "  ")).await?;
    play.step(&room, ANA, "writes too much", chat(&room, &"x".repeat(501))).await?;
    let message = id(&play.step(&room, ANA, "writes", chat(&room, "hello")).await?);
    play.step(&room, ANA, "writes again at once", chat(&room, "hello again")).await?;
    let other = id(&play.step(&room, OLGA, "writes", chat(&room, "welcome @ana")).await?);
    play.step(&room, ANA, "deletes another's", delete_chat(&room, &other)).await?;
    play.step(&room, ANA, "deletes her own", delete_chat(&room, &message)).await?;
    play.step(&room, ANA, "deletes it twice", delete_chat(&room, &message)).await?;
    Ok(())
}
