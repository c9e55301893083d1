//! Coming in: password, link, invitation, capacity, bans, guests.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use footlights_parlor::{
    BanParticipant, CreateInvite, CreateJoinLink, InviteStatus, Invitee, IssuedLink, JoinRoom, OpenGuest, ParticipantStatus, RoomId,
    RoomRole, RoomVisibility, UpdateRoom,
};
use footlights_surface::{Authenticator as _, Caller, Credential, Scopes};
use zeroize::Zeroizing;

use crate::stage::{Stage, code, refused};

on_both!(
    a_password_opens_a_room,
    a_link_opens_a_room,
    an_invitation_opens_a_room,
    invitations_that_make_no_sense,
    the_owners_seat_is_kept,
    a_seat_of_somebody_long_absent_is_free,
    nobody_is_in_more_rooms_than_the_limit,
    a_ban_keeps_out,
    who_was_kicked_may_come_back,
    a_guest_is_in_one_room,
    a_guest_ends,
    a_link_and_a_room_have_so_many_guests_and_no_more,
    nobody_calls_themselves_a_guest,
    who_may_not_invite_any_more_has_invited_nobody,
    a_password_is_set_as_often_as_it_may_be_tried,
    who_comes_in_has_answered,
);

pub(crate) fn password(text: &str) -> JoinRoom {
    JoinRoom { password: Some(Zeroizing::new(text.into())), link: None }
}

pub(crate) fn by(link: &IssuedLink) -> JoinRoom {
    JoinRoom { link: Some(link.secret.text().into()), password: None }
}

async fn join(stage: &Stage, who: &Caller, room: RoomId, with: JoinRoom) -> Result<RoomRole, footlights_base::Failure> {
    stage.parlor.join_room(who, room, with, None).await.map(|joined| joined.participant.role)
}

async fn a_password_opens_a_room(stage: Stage) {
    let (ana, ben, cem) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await);
    let room = stage.room_with(&ana, |room| room.password = Some(Zeroizing::new("open sesame".into()))).await;
    assert!(room.password_required);
    assert_eq!(code(join(&stage, &ben, room.id, JoinRoom::default()).await), "password_required");
    assert_eq!(code(join(&stage, &ben, room.id, password("wrong")).await), "wrong_password");
    assert_eq!(stage.found(room.id).await.participant_count, 1);
    assert_eq!(join(&stage, &ben, room.id, password("open sesame")).await.expect("opens"), RoomRole::Viewer);
    assert!(join(&stage, &ben, room.id, JoinRoom::default()).await.is_ok(), "who is in is in");
    stage.parlor.leave_room(&ben, room.id, None).await.expect("leaves");
    assert_eq!(code(join(&stage, &ben, room.id, JoinRoom::default()).await), "password_required");
    let link = stage.parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made");
    assert!(join(&stage, &cem, room.id, by(&link)).await.is_ok(), "a link needs no password");
    let open = UpdateRoom { password: Some(None), ..UpdateRoom::default() };
    assert!(!stage.parlor.update_room(&ana, room.id, open, None).await.expect("changed").password_required);
    assert!(join(&stage, &ben, room.id, JoinRoom::default()).await.is_ok());
    let logged = format!("{:?}{:?}", stage.published("room.created"), stage.published("room.updated"));
    assert!(!logged.contains("argon2") && !logged.contains("sesame"));
}

async fn a_link_opens_a_room(stage: Stage) {
    let (ana, ben, cem, dan) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await, stage.person("dan").await);
    let room = stage.room_with(&ana, |room| room.visibility = Some(RoomVisibility::Link)).await;
    let parlor = &stage.parlor;
    let command = CreateJoinLink { role: Some(RoomRole::Speaker), expires_in: Some(Duration::from_mins(5)), uses_max: Some(1) };
    let link = parlor.create_join_link(&ana, room.id, command, None).await.expect("made");
    let wrong = JoinRoom { link: Some(format!("flj_{}", "0".repeat(48))), password: None };
    assert_eq!(code(join(&stage, &ben, room.id, wrong).await), "not_found");
    assert_eq!(code(join(&stage, &ben, room.id, JoinRoom { link: Some("x".into()), password: None }).await), "not_found");
    assert_eq!(join(&stage, &ben, room.id, by(&link)).await.expect("opens"), RoomRole::Speaker);
    assert!(join(&stage, &ben, room.id, by(&link)).await.is_ok(), "who is in uses it no second time");
    assert_eq!(code(join(&stage, &cem, room.id, by(&link)).await), "link_used_up");
    let other = stage.room_with(&ana, |room| room.visibility = Some(RoomVisibility::Link)).await;
    assert_eq!(code(join(&stage, &cem, other.id, by(&link)).await), "not_found", "it opens its own room");
    stage.world.advance(Duration::from_millis(5));
    let command = CreateJoinLink { expires_in: Some(Duration::from_mins(5)), ..CreateJoinLink::default() };
    let short = parlor.create_join_link(&ana, room.id, command, None).await.expect("made");
    stage.world.advance(Duration::from_mins(5));
    assert_eq!(code(join(&stage, &cem, room.id, by(&short)).await), "link_expired");
    let last = parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made");
    let listed = parlor.list_join_links(&ana, room.id, None, 10).await.expect("listed").items;
    assert_eq!((listed.len(), listed[0].id, listed[2].uses), (3, last.link.id, 1));
    assert_eq!(code(parlor.list_join_links(&ben, room.id, None, 10).await), "capability_required");
    assert_eq!(code(parlor.create_join_link(&ben, room.id, CreateJoinLink::default(), None).await), "capability_required");
    parlor.revoke_join_link(&ana, room.id, last.link.id).await.expect("revoked");
    assert_eq!(code(parlor.revoke_join_link(&ana, room.id, last.link.id).await), "not_found");
    assert_eq!(code(join(&stage, &dan, room.id, by(&last)).await), "not_found");
    for wrong in [
        CreateJoinLink { role: Some(RoomRole::Moderator), ..CreateJoinLink::default() },
        CreateJoinLink { uses_max: Some(0), ..CreateJoinLink::default() },
        CreateJoinLink { expires_in: Some(Duration::ZERO), ..CreateJoinLink::default() },
    ] {
        assert_eq!(code(parlor.create_join_link(&ana, room.id, wrong, None).await), "invalid_fields");
    }
    let private = UpdateRoom { visibility: Some(RoomVisibility::Private), ..UpdateRoom::default() };
    parlor.update_room(&ana, room.id, private, None).await.expect("changed");
    assert_eq!(code(parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await), "room_private");
    assert_eq!(code(join(&stage, &dan, room.id, by(&short)).await), "not_found", "a private room is entered by invitation only");
}

fn invite(who: &str) -> CreateInvite {
    CreateInvite { invitee: Invitee::Username(who.into()), role: None, expires_in: None }
}

async fn an_invitation_opens_a_room(stage: Stage) {
    let (ana, ben, cem, dan) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await, stage.person("dan").await);
    let parlor = &stage.parlor;
    let room = stage
        .room_with(&ana, |room| {
            room.visibility = Some(RoomVisibility::Private);
            room.password = Some(Zeroizing::new("secret".into()));
        })
        .await;
    let for_ben = CreateInvite { role: Some(RoomRole::Moderator), ..invite("Ben") };
    let invited = parlor.create_invite(&ana, room.id, for_ben, None).await.expect("made");
    assert_eq!((invited.invitee_id, invited.room_name.as_str()), (ben.account, "Salon"));
    assert!(parlor.get_room(&ben, room.id).await.is_ok(), "who is invited may see it");
    let inbox = parlor.list_invites(&ben, None, 10).await.expect("listed").items;
    assert_eq!(inbox, std::slice::from_ref(&invited));
    assert_eq!(code(parlor.accept_invite(&cem, invited.id, None).await), "not_found");
    let joined = parlor.accept_invite(&ben, invited.id, None).await.expect("comes in");
    assert_eq!(joined.participant.role, RoomRole::Moderator);
    assert_eq!(code(parlor.accept_invite(&ben, invited.id, None).await), "invite_over");
    assert!(parlor.list_invites(&ben, None, 10).await.expect("listed").items.is_empty());
    // A moderator invites, too; and to join is to accept.
    stage.world.advance(Duration::from_millis(5));
    let for_cem = parlor.create_invite(&ben, room.id, invite("cem"), None).await.expect("made");
    assert_eq!(join(&stage, &cem, room.id, JoinRoom::default()).await.expect("comes in"), RoomRole::Viewer);
    let listed = parlor.list_room_invites(&ana, room.id, None, 10).await.expect("listed").items;
    assert_eq!((listed[0].id, listed[0].status), (for_cem.id, InviteStatus::Accepted));
    let for_dan = parlor.create_invite(&ana, room.id, invite("dan"), None).await.expect("made");
    assert_eq!(parlor.decline_invite(&dan, for_dan.id, None).await.expect("declined").status, InviteStatus::Declined);
    assert_eq!(code(parlor.get_room(&dan, room.id).await), "not_found");
    stage.world.advance(Duration::from_millis(5));
    let again = parlor.create_invite(&ana, room.id, invite("dan"), None).await.expect("made");
    stage.world.advance(Duration::from_hours(7 * 24));
    assert_eq!(code(parlor.accept_invite(&dan, again.id, None).await), "invite_over");
    let listed = parlor.list_room_invites(&ana, room.id, None, 10).await.expect("listed").items;
    assert_eq!(listed[0].status, InviteStatus::Expired);
    assert_eq!(stage.published("room.invite.created").len(), 4);
    assert_eq!(stage.published("room.invite.answered").len(), 3);
}

async fn invitations_that_make_no_sense(stage: Stage) {
    let (ana, ben, cem) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    assert_eq!(code(parlor.create_invite(&ben, room.id, invite("cem"), None).await), "capability_required");
    assert_eq!(code(parlor.create_invite(&ana, room.id, invite("nobody"), None).await), "not_found");
    assert_eq!(code(parlor.create_invite(&ana, room.id, invite("ben"), None).await), "already_joined");
    let host = CreateInvite { role: Some(RoomRole::Host), ..invite("cem") };
    assert_eq!(code(parlor.create_invite(&ana, room.id, host, None).await), "invalid_fields");
    let invited = parlor.create_invite(&ana, room.id, invite("cem"), None).await.expect("made");
    assert_eq!(code(parlor.create_invite(&ana, room.id, invite("cem"), None).await), "already_invited");
    assert_eq!(code(parlor.decline_invite(&ben, invited.id, None).await), "not_found");
    parlor.decline_invite(&ana, invited.id, None).await.expect("who may invite takes it back");
    parlor.ban_participant(&ana, room.id, cem.account, BanParticipant::default(), None).await.expect("banned");
    assert_eq!(code(parlor.create_invite(&ana, room.id, invite("cem"), None).await), "banned");
}

async fn the_owners_seat_is_kept(stage: Stage) {
    let (ana, ben, cem) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await);
    let room = stage.room_with(&ana, |room| room.capacity = Some(2)).await;
    stage.join(&ben, room.id).await;
    assert_eq!(code(join(&stage, &cem, room.id, JoinRoom::default()).await), "room_full");
    stage.parlor.leave_room(&ana, room.id, None).await.expect("leaves");
    assert_eq!(code(join(&stage, &cem, room.id, JoinRoom::default()).await), "room_full", "the owner's seat is free");
    assert_eq!(join(&stage, &ana, room.id, JoinRoom::default()).await.expect("comes back"), RoomRole::Host);
    stage.parlor.leave_room(&ben, room.id, None).await.expect("leaves");
    assert!(join(&stage, &cem, room.id, JoinRoom::default()).await.is_ok());
    assert_eq!(stage.found(room.id).await.participant_count, 2);
}

async fn a_ban_keeps_out(stage: Stage) {
    let (ana, ben, cem) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    let hour = BanParticipant { expires_in: Some(Duration::from_hours(1)), reason: Some("rude".into()), delete_messages: true };
    assert_eq!(code(parlor.ban_participant(&ben, room.id, cem.account, hour.clone(), None).await), "capability_required");
    assert_eq!(code(parlor.ban_participant(&ana, room.id, ana.account, hour.clone(), None).await), "invalid_fields");
    parlor.send_chat(&ben, room.id, "rude", None).await.expect("said");
    let ban = parlor.ban_participant(&ana, room.id, ben.account, hour.clone(), None).await.expect("banned");
    assert_eq!((ban.reason.as_str(), ban.display_name.as_str()), ("rude", "ben"));
    assert_eq!(stage.published("room.participant.removed")[0]["reason"], "banned");
    assert_eq!(refused(join(&stage, &ben, room.id, JoinRoom::default()).await).code, "banned");
    assert_eq!(code(parlor.list_participants(&ben, room.id, None, None, 5).await), "not_joined");
    assert!(parlor.list_chat(&ana, room.id, None, 5).await.expect("listed").items.is_empty());
    assert_eq!(parlor.list_bans(&ana, room.id, None, 5).await.expect("listed").items, [ban]);
    stage.world.advance(Duration::from_hours(1));
    assert!(parlor.list_bans(&ana, room.id, None, 5).await.expect("listed").items.is_empty());
    assert_eq!(join(&stage, &ben, room.id, JoinRoom::default()).await.expect("its time is over"), RoomRole::Viewer);
    parlor.ban_participant(&ana, room.id, cem.account, BanParticipant::default(), None).await.expect("who was never there");
    assert_eq!(code(join(&stage, &cem, room.id, JoinRoom::default()).await), "banned");
    parlor.unban_participant(&ana, room.id, cem.account, None).await.expect("lifted");
    assert_eq!(code(parlor.unban_participant(&ana, room.id, cem.account, None).await), "not_found");
    assert!(join(&stage, &cem, room.id, JoinRoom::default()).await.is_ok());
}

async fn who_was_kicked_may_come_back(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    parlor.set_participant_role(&ana, room.id, ben.account, RoomRole::Speaker, None).await.expect("set");
    assert_eq!(code(parlor.kick_participant(&ben, room.id, ana.account, None).await), "capability_required");
    parlor.kick_participant(&ana, room.id, ben.account, None).await.expect("kicked");
    assert_eq!(code(parlor.kick_participant(&ana, room.id, ben.account, None).await), "not_found");
    assert_eq!(parlor.get_room(&ben, room.id).await.expect("public").me.expect("was").status, ParticipantStatus::Kicked);
    assert_eq!(join(&stage, &ben, room.id, JoinRoom::default()).await.expect("may"), RoomRole::Viewer, "as anybody may");
    assert_eq!(stage.found(room.id).await.participant_count, 2);
}

async fn guest(stage: &Stage, link: &IssuedLink) -> Result<(Caller, RoomId), footlights_base::Failure> {
    let command = OpenGuest { display_name: "Gus".into(), join_link: link.secret.text().into(), remote: IpAddr::V4(Ipv4Addr::LOCALHOST) };
    let opened = stage.parlor.open_guest(command).await?;
    let caller = stage.parlor.identity.authenticate(Credential::Bearer(&opened.issued.secret)).await?;
    Ok((caller, opened.room_id))
}

async fn a_guest_is_in_one_room(stage: Stage) {
    let ana = stage.person("ana").await;
    let (parlor, room, other) = (&stage.parlor, stage.room(&ana).await, stage.room(&ana).await);
    let command = CreateJoinLink { uses_max: Some(1), ..CreateJoinLink::default() };
    let link = parlor.create_join_link(&ana, room.id, command, None).await.expect("made");
    assert_eq!(
        guest(&stage, &link).await.map(|_| ()).map_err(|failure| failure.rejection().map(|no| no.code)),
        Err(Some("guests_refused"))
    );
    let open = UpdateRoom { guests_allowed: Some(true), ..UpdateRoom::default() };
    parlor.update_room(&ana, room.id, open, None).await.expect("changed");
    let (gus, at) = guest(&stage, &link).await.expect("a guest");
    assert_eq!(at, room.id);
    assert_eq!(code(parlor.join_room(&gus, room.id, JoinRoom::default(), None).await), "not_found", "not without the link");
    let joined = parlor.join_room(&gus, room.id, by(&link), None).await.expect("comes in").participant;
    assert!(joined.is_guest && joined.display_name == "Gus" && joined.role == RoomRole::Viewer);
    parlor.send_chat(&gus, room.id, "hello", None).await.expect("said");
    for answer in [
        code(parlor.get_room(&gus, other.id).await),
        code(parlor.join_room(&gus, other.id, JoinRoom::default(), None).await),
        code(parlor.list_my_rooms(&gus, None, 5).await),
        code(parlor.create_room(&gus, footlights_parlor::CreateRoom::named("x"), None).await),
    ] {
        assert_eq!(answer, "scope_required");
    }
    assert_eq!(code(parlor.set_participant_role(&ana, room.id, gus.account, RoomRole::Moderator, None).await), "guest_cannot");
    assert_eq!(code(parlor.transfer_room(&ana, room.id, gus.account, None).await), "guest_cannot");
    assert_eq!(code(guest(&stage, &link).await), "link_used_up");
}

async fn a_guest_ends(stage: Stage) {
    let ana = stage.person("ana").await;
    let (parlor, room) = (&stage.parlor, stage.room_with(&ana, |room| room.guests_allowed = true).await);
    let link = parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made");
    let (gus, _) = guest(&stage, &link).await.expect("a guest");
    parlor.join_room(&gus, room.id, by(&link), None).await.expect("comes in");
    stage.settled().await;
    assert_eq!(stage.found(room.id).await.participant_count, 2);
    stage.world.advance(Duration::from_hours(12));
    stage.settled().await;
    stage.settled().await;
    assert_eq!(stage.found(room.id).await.participant_count, 1);
    assert_eq!(stage.published("room.participant.left").len(), 1);
    let people = parlor.list_participants(&ana, room.id, None, None, 5).await.expect("listed").items;
    assert_eq!(people.iter().map(|who| who.account_id).collect::<Vec<_>>(), [ana.account]);
}

async fn a_link_and_a_room_have_so_many_guests_and_no_more(stage: Stage) {
    let ana = stage.person("ana").await;
    let (parlor, room) = (&stage.parlor, stage.room_with(&ana, |room| room.guests_allowed = true).await);
    let links = [
        parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made"),
        parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made"),
    ];
    let accounts = || stage.published("identity.account.created").len();
    let before = accounts();
    let race = async |link: &IssuedLink| {
        let raced = futures_util::future::join_all((0..16).map(|_| guest(&stage, link))).await;
        let (come, refused): (Vec<_>, Vec<_>) = raced.into_iter().partition(Result::is_ok);
        assert!(refused.into_iter().all(|no| code(no) == "too_many_guests"));
        come.into_iter().map(|come| come.expect("a guest").0).collect::<Vec<_>>()
    };
    let first = race(&links[0]).await;
    assert_eq!((first.len(), accounts() - before), (3, 3), "of one link, and nothing is made for who is refused");
    assert_eq!(race(&links[1]).await.len(), 2, "of one room");
    let elsewhere = stage.room_with(&ana, |room| room.guests_allowed = true).await;
    let link = parlor.create_join_link(&ana, elsewhere.id, CreateJoinLink::default(), None).await.expect("made");
    guest(&stage, &link).await.expect("another room is not concerned");

    // Who goes out of the room is a guest still; whose account ends is none.
    parlor.join_room(&first[0], room.id, by(&links[0]), None).await.expect("comes in");
    parlor.kick_participant(&ana, room.id, first[0].account, None).await.expect("kicked");
    assert_eq!(code(guest(&stage, &links[0]).await), "too_many_guests");
    let operator = footlights_identity::Actor::Operator(ana.tenant);
    parlor.identity.delete_account(&operator, first[0].account).await.expect("deleted");
    stage.settled().await;
    guest(&stage, &links[0]).await.expect("there is room again");
    stage.world.advance(Duration::from_hours(12));
    stage.settled().await;
    stage.settled().await;
    assert_eq!(race(&links[0]).await.len(), 3, "their time is over");
}

const WEEK: Duration = Duration::from_hours(7 * 24);

async fn a_seat_of_somebody_long_absent_is_free(stage: Stage) {
    let (ana, ben, cem, dan) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await, stage.person("dan").await);
    let (eve, parlor) = (stage.person("eve").await, &stage.parlor);
    let room = stage.room_with(&ana, |room| room.capacity = Some(4)).await;
    for who in [&ben, &cem, &dan] {
        stage.join(who, room.id).await;
    }
    parlor.set_participant_role(&ana, room.id, dan.account, RoomRole::Moderator, None).await.expect("set");
    stage.world.advance(WEEK - Duration::from_hours(2));
    // Cem says that he is there, and that counts for another week.
    parlor.heartbeat(&cem, room.id, footlights_realtime::Activity::Active).await.expect("heard");
    assert_eq!(code(join(&stage, &eve, room.id, JoinRoom::default()).await), "room_full", "nobody has been away for long");
    stage.world.advance(Duration::from_hours(2) + Duration::from_millis(1));
    let kinds = stage.kinds().len();
    assert_eq!(join(&stage, &eve, room.id, JoinRoom::default()).await.expect("takes Ben's seat"), RoomRole::Viewer);
    assert_eq!(stage.kinds()[kinds..], ["room.participant.left", "room.participant.joined"]);
    assert_eq!(stage.published("room.participant.left")[0]["accountId"], serde_json::json!(ben.account));
    assert_eq!(stage.published("room.participant.left")[0]["participantCount"], 3);
    assert_eq!(stage.found(room.id).await.participant_count, 4);
    assert_eq!(code(join(&stage, &ben, room.id, JoinRoom::default()).await), "room_full", "the others have been there, or moderate");
    parlor.leave_room(&eve, room.id, None).await.expect("leaves");
    assert_eq!(join(&stage, &ben, room.id, JoinRoom::default()).await.expect("comes back"), RoomRole::Viewer);
    stage.world.advance(WEEK);
    parlor.send_chat(&ben, room.id, "still here", None).await.expect("sent");
    assert!(join(&stage, &eve, room.id, JoinRoom::default()).await.is_ok(), "now Cem is away");
    let left: Vec<_> = stage.published("room.participant.left").iter().map(|left| left["accountId"].clone()).collect();
    assert_eq!(left, [ben.account, eve.account, cem.account].map(|who| serde_json::json!(who)));
}

async fn nobody_is_in_more_rooms_than_the_limit(stage: Stage) {
    let (ana, ben) = (stage.person_with("ana", &[footlights_surface::Role::Developer]).await, stage.person("ben").await);
    let own = stage.room(&ben).await;
    let mut rooms = Vec::new();
    for _ in 0..5 {
        rooms.push(stage.room(&ana).await.id);
    }
    for room in &rooms[..4] {
        stage.join(&ben, *room).await;
    }
    let before = stage.kinds().len();
    assert_eq!(code(join(&stage, &ben, rooms[4], JoinRoom::default()).await), "too_many_rooms_joined");
    assert_eq!((stage.kinds().len(), stage.found(rooms[4]).await.participant_count), (before, 1), "a refusal changes nothing");
    stage.join(&ben, rooms[0]).await;
    stage.parlor.leave_room(&ben, own.id, None).await.expect("leaves");
    stage.join(&ben, own.id).await;
    let invite = CreateInvite { invitee: Invitee::Account(ben.account), role: None, expires_in: None };
    let invited = stage.parlor.create_invite(&ana, rooms[4], invite, None).await.expect("made");
    assert_eq!(code(stage.parlor.accept_invite(&ben, invited.id, None).await), "too_many_rooms_joined");
    stage.parlor.delete_room(&ana, rooms[1], None).await.expect("deleted");
    assert!(stage.parlor.accept_invite(&ben, invited.id, None).await.is_ok(), "a deleted room does not count");
    // At once into two rooms: the limit holds all the same.
    stage.parlor.leave_room(&ben, rooms[2], None).await.expect("leaves");
    let (left, other) = (rooms[2], stage.room(&ana).await.id);
    let (one, two) = tokio::join!(join(&stage, &ben, left, JoinRoom::default()), join(&stage, &ben, other, JoinRoom::default()));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
}

async fn nobody_calls_themselves_a_guest(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let room = stage.room_with(&ana, |room| room.visibility = Some(RoomVisibility::Private)).await;
    let ben = Caller { scopes: Scopes::only(["guest:*"]), ..ben };
    assert_eq!(code(stage.parlor.get_room(&ben, room.id).await), "scope_required");
}

/// A friend who was let in by somebody put out would let them in again.
async fn who_may_not_invite_any_more_has_invited_nobody(stage: Stage) {
    let ana = stage.person("ana").await;
    let (parlor, room) = (&stage.parlor, stage.room_with(&ana, |room| room.visibility = Some(RoomVisibility::Link)).await);
    for (n, way) in ["banned", "kicked", "demoted"].into_iter().enumerate() {
        let (mate, friend) = (stage.person(&format!("mate{n}")).await, stage.person(&format!("friend{n}")).await);
        let link = parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made");
        join(&stage, &mate, room.id, by(&link)).await.expect("opens");
        parlor.set_participant_role(&ana, room.id, mate.account, RoomRole::Moderator, None).await.expect("set");
        let command = CreateInvite { invitee: Invitee::Account(friend.account), role: Some(RoomRole::Moderator), expires_in: None };
        let invite = parlor.create_invite(&mate, room.id, command, None).await.expect("invited");
        let theirs = parlor.create_join_link(&mate, room.id, CreateJoinLink::default(), None).await.expect("made");
        match way {
            "banned" => drop(parlor.ban_participant(&ana, room.id, mate.account, BanParticipant::default(), None).await.expect("banned")),
            "kicked" => parlor.kick_participant(&ana, room.id, mate.account, None).await.expect("kicked"),
            _ => drop(parlor.set_participant_role(&ana, room.id, mate.account, RoomRole::Viewer, None).await.expect("set")),
        }
        assert_eq!(code(parlor.accept_invite(&friend, invite.id, None).await), "invite_over", "{way}");
        assert_eq!(code(join(&stage, &friend, room.id, by(&theirs)).await), "not_found", "{way}");
    }
}

async fn a_password_is_set_as_often_as_it_may_be_tried(stage: Stage) {
    let ana = stage.person("ana").await;
    let room = stage.room(&ana).await;
    let times = crate::stage::settings().passwords_per_minute.expect("a limit");
    let change = || UpdateRoom { password: Some(Some(Zeroizing::new("open sesame".into()))), ..UpdateRoom::default() };
    for _ in 0..times {
        stage.parlor.update_room(&ana, room.id, change(), None).await.expect("set");
    }
    assert_eq!(code(stage.parlor.update_room(&ana, room.id, change(), None).await), "rate_limited");
}

async fn who_comes_in_has_answered(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (parlor, room) = (&stage.parlor, stage.room_with(&ana, |room| room.visibility = Some(RoomVisibility::Link)).await);
    let link = parlor.create_join_link(&ana, room.id, CreateJoinLink::default(), None).await.expect("made");
    let command = CreateInvite { invitee: Invitee::Account(ben.account), role: None, expires_in: None };
    let invite = parlor.create_invite(&ana, room.id, command, None).await.expect("invited");
    join(&stage, &ben, room.id, by(&link)).await.expect("opens");
    assert_eq!(code(parlor.accept_invite(&ben, invite.id, None).await), "invite_over");
    assert_eq!(stage.published("room.invite.answered").len(), 1);
}
