//! Many at once, for whoever shows lists: what accounts are called, how the caller stands to rooms.

use footlights_base::{AccountId, TenantId};
use footlights_parlor::{BanParticipant, ParticipantStatus, RoomRole, RoomVisibility};
use footlights_surface::{Caller, Scopes};

use crate::stage::{Stage, code};

on_both!(accounts_are_named, standings_are_the_callers_own);

fn of_another_tenant(who: &Caller) -> Caller {
    Caller { tenant: TenantId::from_bytes([9; 16]), ..who.clone() }
}

fn without_rooms(who: &Caller) -> Caller {
    Caller { scopes: Scopes::only(["tips:read"]), ..who.clone() }
}

async fn accounts_are_named(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let nobody = AccountId::from_bytes([7; 16]);
    let asked = vec![ana.account, ben.account, nobody, ben.account];
    let named = stage.parlor.name_accounts(&ana, asked.clone()).await.expect("named");
    assert_eq!((named.len(), &*named[&ana.account], &*named[&ben.account]), (2, "ana", "ben"), "who is unknown is left out");
    assert!(stage.parlor.name_accounts(&ana, Vec::new()).await.expect("named").is_empty());
    let foreign = stage.parlor.name_accounts(&of_another_tenant(&ana), asked.clone()).await.expect("named");
    assert!(foreign.is_empty(), "accounts of other tenants are unknown: {foreign:?}");
    assert_eq!(code(stage.parlor.name_accounts(&without_rooms(&ana), asked).await), "scope_required");
}

async fn standings_are_the_callers_own(stage: Stage) {
    let (ana, ben) = (stage.person("ana").await, stage.person("ben").await);
    let (joined, left, banned) = (stage.room(&ana).await.id, stage.room(&ana).await.id, stage.room(&ana).await.id);
    let private = stage.room_with(&ben, |room| room.visibility = Some(RoomVisibility::Private)).await.id;
    for room in [joined, left, banned] {
        stage.join(&ben, room).await;
    }
    stage.parlor.set_participant_role(&ana, joined, ben.account, RoomRole::Speaker, None).await.expect("set");
    stage.parlor.leave_room(&ben, left, None).await.expect("leaves");
    stage.parlor.ban_participant(&ana, banned, ben.account, BanParticipant::default(), None).await.expect("banned");
    let asked = vec![joined, left, banned, private, footlights_parlor::RoomId::from_bytes([7; 16])];
    let found = stage.parlor.list_standings(&ben, asked.clone()).await.expect("listed");
    assert_eq!((found[&joined].role, found[&joined].status), (RoomRole::Speaker, ParticipantStatus::Joined));
    assert_eq!(found[&left].status, ParticipantStatus::Left);
    assert_eq!(found[&banned].status, ParticipantStatus::Banned);
    assert_eq!((found[&private].role, found.len()), (RoomRole::Host, 4));
    assert!(found.values().all(|row| row.account_id == ben.account), "never anybody else's");
    let anas = stage.parlor.list_standings(&ana, asked.clone()).await.expect("listed");
    assert_eq!((anas.len(), anas.contains_key(&private)), (3, false), "a room one was never in has no standing");
    assert!(stage.parlor.list_standings(&of_another_tenant(&ben), asked.clone()).await.expect("listed").is_empty());
    assert_eq!(code(stage.parlor.list_standings(&without_rooms(&ben), asked).await), "scope_required");
}
