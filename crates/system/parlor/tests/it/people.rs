//! Roles, hands, the stage, the handing over of the host's role, policies, accounts that change and go.

use std::time::Duration;

use footlights_base::AccountId;
use footlights_identity::{Actor, ChangeAccount};
use footlights_parlor::{
    Capability, CreateInvite, Invitee, JoinRoom, Participant, PolicyRule, Room, RoomId, RoomRole, RoomStatus, RoomVisibility, UpdateRoom,
};
use footlights_surface::Caller;

use crate::stage::{Stage, code};

on_both!(
    roles_are_given,
    a_policy_gives_and_takes,
    hands_queue_up,
    the_stage_has_a_size,
    the_last_host_hands_over,
    a_viewer_inherits_only_where_people_were_let_in,
    the_last_host_stays_host,
    an_account_is_called_otherwise,
    an_account_goes,
);

async fn roles(stage: &Stage, room: RoomId) -> Vec<(String, RoomRole)> {
    let people = stage.parlor.list_participants(&stage.admin, room, None, None, 50).await.expect("listed").items;
    people.into_iter().map(|who| (who.display_name, who.role)).collect()
}

async fn set(stage: &Stage, by: &Caller, room: RoomId, who: &Caller, role: RoomRole) -> Result<Participant, footlights_base::Failure> {
    stage.parlor.set_participant_role(by, room, who.account, role, None).await
}

/// A room with these people, who came in one after the other.
async fn room_of(stage: &Stage, names: &[&str]) -> (Room, Vec<Caller>) {
    let mut people = Vec::new();
    for name in names {
        people.push(stage.person(name).await);
    }
    let room = stage.room(&people[0]).await;
    for who in &people[1..] {
        stage.world.advance(Duration::from_millis(5));
        stage.join(who, room.id).await;
    }
    (room, people)
}

async fn roles_are_given(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben", "cem"]).await;
    let [ana, ben, cem] = people.as_slice() else { panic!("three") };
    assert_eq!(code(set(&stage, ben, room.id, cem, RoomRole::Speaker).await), "capability_required");
    set(&stage, ana, room.id, ben, RoomRole::Moderator).await.expect("set");
    set(&stage, ben, room.id, cem, RoomRole::Moderator).await.expect("a moderator makes moderators");
    assert_eq!(code(set(&stage, ben, room.id, cem, RoomRole::Host).await), "outranked");
    assert_eq!(code(set(&stage, ben, room.id, ana, RoomRole::Viewer).await), "outranked");
    assert_eq!(code(stage.parlor.ban_participant(ben, room.id, ana.account, Default::default(), None).await), "outranked");
    set(&stage, ana, room.id, cem, RoomRole::Host).await.expect("set");
    assert_eq!(code(set(&stage, cem, room.id, ana, RoomRole::Viewer).await), "outranked", "ana owns the room");
    let stranger = stage.person("dan").await;
    assert_eq!(code(set(&stage, ana, room.id, &stranger, RoomRole::Speaker).await), "not_found");
    assert_eq!(stage.published("room.participant.updated").len(), 3);
    let mods = stage.parlor.list_participants(ana, room.id, Some(RoomRole::Moderator), None, 5).await.expect("listed").items;
    assert_eq!(mods.iter().map(|who| who.account_id).collect::<Vec<_>>(), [ben.account]);
}

async fn a_policy_gives_and_takes(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben", "cem"]).await;
    let [ana, ben, cem] = people.as_slice() else { panic!("three") };
    let rule = |role, capability, allow| PolicyRule { role, capability, allow };
    let policy = vec![rule(RoomRole::Viewer, Capability::Kick, true), rule(RoomRole::Viewer, Capability::SendChat, false)];
    let change = UpdateRoom { policy: Some(policy), ..UpdateRoom::default() };
    stage.parlor.update_room(ana, room.id, change, None).await.expect("changed");
    assert_eq!(code(stage.parlor.send_chat(ben, room.id, "hi", None).await), "capability_required");
    assert!(stage.parlor.send_chat(ana, room.id, "hi", None).await.is_ok());
    assert_eq!(code(stage.parlor.kick_participant(ben, room.id, ana.account, None).await), "outranked");
    stage.parlor.kick_participant(ben, room.id, cem.account, None).await.expect("given by the policy");
}

async fn hands(stage: &Stage, who: &Caller, room: RoomId) -> Vec<AccountId> {
    let page = stage.parlor.list_hands(who, room, None, 50).await.expect("listed");
    page.items.into_iter().map(|who| who.account_id).collect()
}

async fn hands_queue_up(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben", "cem"]).await;
    let [ana, ben, cem] = people.as_slice() else { panic!("three") };
    let parlor = &stage.parlor;
    parlor.raise_hand(cem, room.id, None).await.expect("up");
    stage.world.advance(Duration::from_millis(5));
    parlor.raise_hand(ben, room.id, None).await.expect("up");
    parlor.raise_hand(cem, room.id, None).await.expect("stays where it is");
    assert_eq!(hands(&stage, ana, room.id).await, [cem.account, ben.account]);
    assert_eq!(code(parlor.lower_hand(ben, room.id, Some(cem.account), None).await), "capability_required");
    parlor.lower_hand(ana, room.id, Some(cem.account), None).await.expect("down");
    parlor.lower_hand(ben, room.id, None, None).await.expect("down");
    parlor.lower_hand(ben, room.id, None, None).await.expect("is down");
    assert!(hands(&stage, ana, room.id).await.is_empty());
    let kinds = stage.kinds();
    let hands: Vec<_> = kinds.iter().filter(|kind| kind.starts_with("room.hand")).collect();
    assert_eq!(hands, ["room.hand.raised", "room.hand.raised", "room.hand.lowered", "room.hand.lowered"]);
    let stranger = stage.person("dan").await;
    assert_eq!(code(parlor.raise_hand(&stranger, room.id, None).await), "not_joined");
    parlor.raise_hand(ben, room.id, None).await.expect("up");
    parlor.leave_room(ben, room.id, None).await.expect("leaves");
    assert!(self::hands(&stage, ana, room.id).await.is_empty(), "who leaves has no hand up");
}

async fn the_stage_has_a_size(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben", "cem"]).await;
    let [ana, ben, cem] = people.as_slice() else { panic!("three") };
    let parlor = &stage.parlor;
    let small = UpdateRoom { stage_size: Some(1), ..UpdateRoom::default() };
    parlor.update_room(ana, room.id, small, None).await.expect("changed");
    assert_eq!(code(parlor.accept_stage(ben, room.id, None).await), "capability_required");
    assert_eq!(code(parlor.invite_to_stage(ben, room.id, cem.account, None).await), "capability_required");
    parlor.raise_hand(ben, room.id, None).await.expect("up");
    assert!(parlor.invite_to_stage(ana, room.id, ben.account, None).await.expect("invited").stage_invited_at.is_some());
    parlor.invite_to_stage(ana, room.id, ben.account, None).await.expect("is invited");
    let up = parlor.accept_stage(ben, room.id, None).await.expect("goes up");
    assert!(up.on_stage && up.hand_raised_at.is_none() && up.stage_invited_at.is_none());
    assert!(parlor.accept_stage(ben, room.id, None).await.expect("is up").on_stage);
    assert_eq!(code(parlor.raise_hand(ben, room.id, None).await), "on_stage");
    assert_eq!(code(parlor.invite_to_stage(ana, room.id, ben.account, None).await), "on_stage");
    assert_eq!(code(parlor.accept_stage(ana, room.id, None).await), "stage_full");
    assert_eq!(code(parlor.step_down(cem, room.id, Some(ben.account), None).await), "capability_required");
    parlor.step_down(ana, room.id, Some(ben.account), None).await.expect("taken down");
    parlor.accept_stage(ana, room.id, None).await.expect("a host needs no invitation");
    parlor.leave_room(ana, room.id, None).await.expect("leaves");
    parlor.invite_to_stage(&stage.admin, room.id, cem.account, None).await.expect("invited");
    parlor.step_down(cem, room.id, None, None).await.expect("declines");
    assert_eq!(code(parlor.accept_stage(cem, room.id, None).await), "capability_required");
    set(&stage, &stage.admin, room.id, cem, RoomRole::Speaker).await.expect("set");
    assert!(parlor.accept_stage(cem, room.id, None).await.expect("a place is free").on_stage);
    let came_down = set(&stage, &stage.admin, room.id, cem, RoomRole::Viewer).await.expect("set");
    assert!(!came_down.on_stage, "who may not be there any more comes down");
    let told = stage.published("room.stage.left");
    assert_eq!(told.len(), 3, "{told:?}");
}

async fn the_last_host_hands_over(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben", "cem", "dan"]).await;
    let [ana, ben, cem, dan] = people.as_slice() else { panic!("four") };
    set(&stage, ana, room.id, dan, RoomRole::Moderator).await.expect("set");
    set(&stage, ana, room.id, cem, RoomRole::Moderator).await.expect("set");
    set(&stage, ana, room.id, ben, RoomRole::Speaker).await.expect("set");
    stage.parlor.leave_room(ana, room.id, None).await.expect("leaves");
    let expected = [("ben", RoomRole::Speaker), ("cem", RoomRole::Host), ("dan", RoomRole::Moderator)];
    assert_eq!(roles(&stage, room.id).await, expected.map(|(name, role)| (name.to_owned(), role)), "the moderator who was there longest");
    stage.join(ana, room.id).await;
    stage.parlor.leave_room(cem, room.id, None).await.expect("leaves");
    assert_eq!(stage.join(cem, room.id).await.participant.role, RoomRole::Moderator, "a host who is not the owner");
    stage.parlor.leave_room(ana, room.id, None).await.expect("leaves");
    stage.parlor.kick_participant(&stage.admin, room.id, dan.account, None).await.expect("kicked");
    let expected = [("ben", RoomRole::Speaker), ("cem", RoomRole::Host)];
    assert_eq!(roles(&stage, room.id).await, expected.map(|(name, role)| (name.to_owned(), role)), "also when they were put out");
    assert_eq!(stage.published("room.participant.left").len(), 3);
}

async fn a_viewer_inherits_only_where_people_were_let_in(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben"]).await;
    let [ana, ben] = people.as_slice() else { panic!("two") };
    stage.parlor.leave_room(ana, room.id, None).await.expect("leaves");
    assert_eq!(roles(&stage, room.id).await, [("ben".to_owned(), RoomRole::Viewer)], "anybody could have walked in");
    let closed = stage.room_with(ana, |room| room.visibility = Some(RoomVisibility::Private)).await;
    let invite = CreateInvite { invitee: Invitee::Account(ben.account), role: None, expires_in: None };
    stage.parlor.create_invite(ana, closed.id, invite, None).await.expect("invited");
    stage.join(ben, closed.id).await;
    stage.parlor.leave_room(ana, closed.id, None).await.expect("leaves");
    assert_eq!(roles(&stage, closed.id).await, [("ben".to_owned(), RoomRole::Host)]);
    assert!(stage.parlor.update_room(ana, closed.id, UpdateRoom::default(), None).await.is_ok(), "it is still the owner's");
}

async fn the_last_host_stays_host(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben"]).await;
    let [ana, ben] = people.as_slice() else { panic!("two") };
    assert_eq!(code(set(&stage, ana, room.id, ana, RoomRole::Viewer).await), "last_host");
    set(&stage, ana, room.id, ben, RoomRole::Host).await.expect("set");
    set(&stage, ana, room.id, ana, RoomRole::Viewer).await.expect("there is another");
    assert_eq!(code(stage.parlor.leave_room(&stage.admin, room.id, None).await), "not_joined");
}

async fn an_account_is_called_otherwise(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben"]).await;
    let change = ChangeAccount { display_name: Some("Benny".into()), ..ChangeAccount::default() };
    stage.parlor.identity.change_account(&Actor::Caller(people[1].clone()), people[1].account, change).await.expect("changed");
    stage.settled().await;
    assert_eq!(roles(&stage, room.id).await[1].0, "Benny");
}

async fn an_account_goes(stage: Stage) {
    let (room, people) = room_of(&stage, &["ana", "ben", "cem"]).await;
    let [ana, ben, cem] = people.as_slice() else { panic!("three") };
    let lonely = stage.room(ana).await;
    let theirs = stage.room(cem).await;
    stage.join(ana, theirs.id).await;
    set(&stage, ana, room.id, ben, RoomRole::Moderator).await.expect("set");
    let operator = Actor::Operator(stage.admin.tenant);
    stage.parlor.identity.delete_account(&operator, ana.account).await.expect("deleted");
    stage.settled().await;
    stage.settled().await;
    assert_eq!(roles(&stage, room.id).await, [("ben".to_owned(), RoomRole::Host), ("cem".to_owned(), RoomRole::Viewer)]);
    assert_eq!(stage.found(room.id).await.owner_id, ben.account, "the room goes to who is host now");
    assert_eq!(stage.found(lonely.id).await.status, RoomStatus::Deleted);
    assert_eq!(roles(&stage, theirs.id).await, [("cem".to_owned(), RoomRole::Host)]);
    assert_eq!(stage.found(theirs.id).await.participant_count, 1);
    assert!(stage.parlor.join_room(ben, theirs.id, JoinRoom::default(), None).await.is_ok());
}
