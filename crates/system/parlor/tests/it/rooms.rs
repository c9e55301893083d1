//! Rooms: making, finding, changing, archiving, deleting, restoring, giving away.

use std::time::Duration;

use footlights_parlor::{
    Capability, CreateRoom, Held, HeldKind, JoinRoom, PolicyRule, RoomFilter, RoomRole, RoomStatus, RoomVisibility, UpdateRoom,
};
use footlights_store::Once;
use footlights_surface::{Role, Scopes};

use crate::stage::{Stage, code, refused};

on_both!(
    whoever_makes_a_room_is_its_host,
    wrong_fields_are_named,
    a_limit_on_rooms_by_role,
    a_key_makes_one_room,
    who_may_know_of_a_room,
    lists_by_tag_and_words,
    a_room_is_changed,
    a_room_is_archived_and_restored,
    a_deleted_room_goes_when_its_time_is_over,
    a_room_is_given_away,
    tokens_need_their_scopes,
);

async fn whoever_makes_a_room_is_its_host(stage: Stage) {
    let ana = stage.person("ana").await;
    let room = stage.room_with(&ana, |room| room.holds = Some(Held { kind: HeldKind::Stream, id: "s-1".into() })).await;
    assert_eq!((room.participant_count, room.owner_id, room.stage_size), (1, ana.account, 8));
    assert_eq!(room.default_join_role, RoomRole::Viewer);
    let seen = stage.parlor.get_room(&ana, room.id).await.expect("there");
    assert_eq!(seen.me.expect("in it").role, RoomRole::Host);
    assert_eq!(seen.room, room);
    assert_eq!(stage.kinds(), ["room.created", "room.participant.joined"]);
    assert_eq!(stage.published("room.created")[0]["room"]["holds"]["id"], "s-1");
    assert_eq!(stage.published("room.created")[0]["roomId"], serde_json::json!(room.id));
}

async fn wrong_fields_are_named(stage: Stage) {
    let ana = stage.person("ana").await;
    let wrong = CreateRoom {
        tags: vec!["a/b".into()],
        capacity: Some(0),
        stage_size: Some(101),
        default_join_role: Some(RoomRole::Host),
        policy: vec![PolicyRule { role: RoomRole::Host, capability: Capability::Kick, allow: false }],
        password: Some(zeroize::Zeroizing::new("abc".into())),
        slow_mode_seconds: Some(-1),
        description: Some("x".repeat(2_001)),
        holds: Some(Held { kind: HeldKind::Session, id: String::new() }),
        ..CreateRoom::named(" ")
    };
    let refusal = refused(stage.parlor.create_room(&ana, wrong, None).await);
    let mut fields: Vec<_> = refusal.fields.iter().map(|field| field.field.to_string()).collect();
    fields.sort();
    let expected = [
        "/capacity",
        "/defaultJoinRole",
        "/description",
        "/holds/id",
        "/name",
        "/password",
        "/policy",
        "/slowModeSeconds",
        "/stageSize",
        "/tags",
    ];
    assert_eq!(fields, expected);
    let room = stage.room(&ana).await;
    let change = UpdateRoom { name: Some(String::new()), capacity: Some(Some(-5)), ..UpdateRoom::default() };
    let refusal = refused(stage.parlor.update_room(&ana, room.id, change, None).await);
    assert_eq!((refusal.code, refusal.fields.len()), ("invalid_fields", 2));
    assert_eq!(stage.kinds().len(), 2, "a refusal changes nothing");
}

async fn a_limit_on_rooms_by_role(stage: Stage) {
    let (ana, cleo) = (stage.person("ana").await, stage.person_with("cleo", &[Role::Creator]).await);
    for _ in 0..3 {
        stage.room(&ana).await;
    }
    assert_eq!(code(stage.parlor.create_room(&ana, CreateRoom::named("one more"), None).await), "too_many_rooms");
    for _ in 0..5 {
        stage.room(&cleo).await;
    }
    assert_eq!(code(stage.parlor.create_room(&cleo, CreateRoom::named("one more"), None).await), "too_many_rooms");
}

async fn a_key_makes_one_room(stage: Stage) {
    let ana = stage.person("ana").await;
    let once = || Some(Once { scope: "ana".into(), key: "k".into(), fingerprint: [1; 32], at: stage.world.now(), secret: false });
    let first = stage.parlor.create_room(&ana, CreateRoom::named("Salon"), once()).await.expect("made");
    let again = stage.parlor.create_room(&ana, CreateRoom::named("Salon"), once()).await.expect("the same");
    assert_eq!(first, again);
    assert_eq!(stage.parlor.list_my_rooms(&ana, None, 50).await.expect("listed").items.len(), 1);
}

async fn who_may_know_of_a_room(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    for (visibility, seen) in [(RoomVisibility::Public, true), (RoomVisibility::Link, false), (RoomVisibility::Private, false)] {
        let room = stage.room_with(&ana, |room| room.visibility = Some(visibility)).await;
        assert_eq!(stage.parlor.get_room(&ben, room.id).await.is_ok(), seen, "{visibility:?}");
        assert!(stage.parlor.get_room(&stage.admin, room.id).await.is_ok(), "who looks after the tenant sees it");
        if seen {
            continue;
        }
        let parlor = &stage.parlor;
        assert_eq!(code(parlor.join_room(&ben, room.id, JoinRoom::default(), None).await), "not_found");
        assert_eq!(code(parlor.leave_room(&ben, room.id, None).await), "not_found");
        assert_eq!(code(parlor.update_room(&ben, room.id, UpdateRoom::default(), None).await), "not_found");
        assert_eq!(code(parlor.delete_room(&ben, room.id, None).await), "not_found");
        assert_eq!(code(parlor.raise_hand(&ben, room.id, None).await), "not_found");
        assert_eq!(code(parlor.send_chat(&ben, room.id, "hi", None).await), "not_found");
        assert_eq!(code(parlor.list_participants(&ben, room.id, None, None, 10).await), "not_found");
        assert_eq!(code(parlor.kick_participant(&ben, room.id, ana.account, None).await), "not_found");
    }
    let mut stranger = ben.clone();
    stranger.tenant = footlights_base::TenantId::from_bytes([9; 16]);
    stranger.roles = footlights_surface::Roles::new([Role::Admin]);
    let public = stage.parlor.list_rooms(&ben, RoomFilter::default(), None, 10).await.expect("listed").items;
    assert_eq!(public.len(), 1);
    assert_eq!(code(stage.parlor.get_room(&stranger, public[0].id).await), "not_found");
    assert_eq!(stage.parlor.list_rooms(&stranger, RoomFilter::default(), None, 10).await.expect("listed").items.len(), 0);
}

async fn lists_by_tag_and_words(stage: Stage) {
    let dev = stage.person_with("dev", &[Role::Developer]).await;
    for (name, tag) in [("Jazz Keller", "music"), ("Jazz for kids", "kids"), ("Kino", "film"), ("ÖPNV Jam", "music")] {
        stage
            .room_with(&dev, |room| {
                room.name = name.into();
                room.tags = vec![tag.into()];
            })
            .await;
        stage.world.advance(Duration::from_millis(2));
    }
    stage.room_with(&dev, |room| room.visibility = Some(RoomVisibility::Link)).await;
    let found = |filter: RoomFilter| {
        let (parlor, dev) = (stage.parlor.clone(), dev.clone());
        async move {
            let page = parlor.list_rooms(&dev, filter, None, 10).await.expect("listed");
            page.items.into_iter().map(|room| room.name).collect::<Vec<_>>()
        }
    };
    let tag = |tag: &str| RoomFilter { tag: Some(tag.into()), ..RoomFilter::default() };
    let search = |text: &str| RoomFilter { search: Some(text.into()), ..RoomFilter::default() };
    assert_eq!(found(RoomFilter::default()).await, ["ÖPNV Jam", "Kino", "Jazz for kids", "Jazz Keller"]);
    assert_eq!(found(tag("Music")).await, ["ÖPNV Jam", "Jazz Keller"]);
    assert_eq!(found(search("ja")).await, ["ÖPNV Jam", "Jazz for kids", "Jazz Keller"]);
    assert_eq!(found(search("keller ja")).await, ["Jazz Keller"]);
    assert_eq!(found(search("öp")).await, ["ÖPNV Jam"]);
    assert_eq!(found(search("nothing")).await, [""; 0]);
    assert_eq!(found(RoomFilter { tag: Some("music".into()), ..search("jaz") }).await, ["Jazz Keller"]);
    let first = stage.parlor.list_rooms(&dev, RoomFilter::default(), None, 3).await.expect("listed");
    let after = first.next_cursor.expect("more").open("rooms").expect("own");
    let rest = stage.parlor.list_rooms(&dev, RoomFilter::default(), Some(after), 3).await.expect("listed");
    assert_eq!((first.items.len(), rest.items.len(), rest.next_cursor.is_none()), (3, 1, true));
}

async fn a_room_is_changed(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let room = stage.room(&ana).await;
    stage.join(&ben, room.id).await;
    let change = UpdateRoom { name: Some("Parlour".into()), capacity: Some(Some(9)), ..UpdateRoom::default() };
    assert_eq!(code(stage.parlor.update_room(&ben, room.id, change.clone(), None).await), "capability_required");
    let changed = stage.parlor.update_room(&ana, room.id, change.clone(), None).await.expect("changed");
    assert_eq!((changed.name.as_str(), changed.capacity), ("Parlour", Some(9)));
    let again = stage.parlor.update_room(&ana, room.id, change, None).await.expect("no change");
    assert_eq!((again, stage.published("room.updated").len()), (changed, 1));
    let found = stage.parlor.list_rooms(&ben, RoomFilter { search: Some("parlour".into()), ..RoomFilter::default() }, None, 5);
    assert_eq!(found.await.expect("listed").items.len(), 1);
    let none = UpdateRoom { capacity: Some(None), ..UpdateRoom::default() };
    assert_eq!(stage.parlor.update_room(&ana, room.id, none, None).await.expect("changed").capacity, None);
}

async fn a_room_is_archived_and_restored(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let room = stage.room(&ana).await;
    let parlor = &stage.parlor;
    assert_eq!(parlor.archive_room(&ana, room.id, None).await.expect("archived").status, RoomStatus::Archived);
    parlor.archive_room(&ana, room.id, None).await.expect("as it is");
    assert_eq!(stage.published("room.archived").len(), 1);
    assert_eq!(code(parlor.join_room(&ben, room.id, JoinRoom::default(), None).await), "room_archived");
    assert_eq!(code(parlor.send_chat(&ana, room.id, "hi", None).await), "room_archived");
    assert_eq!(code(parlor.update_room(&ana, room.id, UpdateRoom::default(), None).await), "room_archived");
    assert_eq!(parlor.list_rooms(&ben, RoomFilter::default(), None, 5).await.expect("listed").items.len(), 0);
    let archived = RoomFilter { archived: true, ..RoomFilter::default() };
    assert_eq!(parlor.list_rooms(&ben, archived, None, 5).await.expect("listed").items.len(), 1);
    assert_eq!(parlor.restore_room(&ana, room.id, None).await.expect("restored").status, RoomStatus::Active);
    stage.join(&ben, room.id).await;
}

async fn a_deleted_room_goes_when_its_time_is_over(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (room, other) = (stage.room(&ana).await, stage.room(&ana).await);
    stage.join(&ben, room.id).await;
    let parlor = &stage.parlor;
    assert_eq!(code(parlor.delete_room(&ben, room.id, None).await), "capability_required");
    for id in [room.id, other.id] {
        let deleted = parlor.delete_room(&ana, id, None).await.expect("deleted");
        assert_eq!(deleted.purge_at, Some(stage.world.now().plus(Duration::from_hours(7 * 24))));
    }
    assert_eq!(code(parlor.delete_room(&ana, room.id, None).await), "room_deleted");
    assert_eq!(code(parlor.get_room(&ben, room.id).await), "not_found");
    assert_eq!(code(parlor.join_room(&ben, room.id, JoinRoom::default(), None).await), "not_found");
    assert_eq!(parlor.list_my_rooms(&ben, None, 5).await.expect("listed").items.len(), 0);
    assert_eq!(parlor.list_my_rooms(&ana, None, 5).await.expect("listed").items.len(), 2, "its owner can restore it");
    parlor.restore_room(&ana, other.id, None).await.expect("restored");
    stage.settled().await;
    assert_eq!(parlor.get_room(&ana, room.id).await.expect("not yet").room.status, RoomStatus::Deleted);
    stage.world.advance(Duration::from_hours(7 * 24));
    stage.settled().await;
    assert_eq!(code(parlor.get_room(&ana, room.id).await), "not_found");
    assert_eq!(stage.published("room.purged").len(), 1);
    assert_eq!(parlor.get_room(&ana, other.id).await.expect("stays").room.status, RoomStatus::Active);
}

async fn a_room_is_given_away(stage: Stage) {
    let (ana, ben, cem) = (stage.person("ana").await, stage.person("ben").await, stage.person("cem").await);
    let room = stage.room(&ana).await;
    stage.join(&ben, room.id).await;
    let parlor = &stage.parlor;
    assert_eq!(code(parlor.transfer_room(&ben, room.id, ben.account, None).await), "owner_required");
    assert_eq!(code(parlor.transfer_room(&ana, room.id, cem.account, None).await), "not_found");
    for _ in 0..3 {
        stage.room(&ben).await;
    }
    assert_eq!(code(parlor.transfer_room(&ana, room.id, ben.account, None).await), "too_many_rooms");
    let bens = parlor.list_my_rooms(&ben, None, 10).await.expect("listed").items;
    let spare = bens.iter().find(|room| room.owner_id == ben.account).expect("three of them").id;
    parlor.transfer_room(&stage.admin, spare, ben.account, None).await.expect("already theirs");
    stage.join(&ana, spare).await;
    parlor.transfer_room(&ben, spare, ana.account, None).await.expect("given");
    assert_eq!(parlor.transfer_room(&ana, room.id, ben.account, None).await.expect("given").owner_id, ben.account);
    let me = parlor.get_room(&ben, room.id).await.expect("there").me.expect("in it");
    assert_eq!(me.role, RoomRole::Host);
    assert_eq!(code(parlor.kick_participant(&ana, room.id, ben.account, None).await), "outranked", "nobody acts against the owner");
}

async fn tokens_need_their_scopes(stage: Stage) {
    let ana = stage.person("ana").await;
    let room = stage.room(&ana).await;
    let mut reader = ana.clone();
    reader.scopes = Scopes::only(["rooms:read"]);
    assert!(stage.parlor.get_room(&reader, room.id).await.is_ok());
    assert_eq!(code(stage.parlor.create_room(&reader, CreateRoom::named("x"), None).await), "scope_required");
    assert_eq!(code(stage.parlor.leave_room(&reader, room.id, None).await), "scope_required");
    reader.scopes = Scopes::only(["tips:read"]);
    assert_eq!(code(stage.parlor.get_room(&reader, room.id).await), "scope_required");
}
