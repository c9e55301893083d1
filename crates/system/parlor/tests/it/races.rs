//! Sixteen at once: capacity, uses of a link, places on the stage, the handing over of the host's role, rooms owned.

use std::future::Future;

use footlights_base::Failure;
use footlights_parlor::{CreateJoinLink, CreateRoom, Parlor, RoomRole, RoomVisibility, UpdateRoom};
use footlights_surface::Caller;
use tokio::task::JoinSet;

use crate::entry::by;
use crate::stage::Stage;

on_both!(capacity_is_exact, a_link_lets_in_so_many, the_stage_holds_so_many, one_becomes_host, rooms_owned_are_counted);

/// All at the same time, each on a task of its own.
async fn race<T: Send + 'static, F: Future<Output = T> + Send + 'static>(racers: impl Iterator<Item = F>) -> Vec<T> {
    racers.collect::<JoinSet<T>>().join_all().await
}

fn split<T>(answers: Vec<Result<T, Failure>>) -> (usize, Vec<&'static str>) {
    let (mut good, mut codes) = (0, Vec::new());
    for answer in answers {
        match answer {
            Ok(_) => good += 1,
            Err(Failure::Rejected(refusal)) => codes.push(refusal.code),
            Err(Failure::Broken(error)) => panic!("broken: {error}"),
        }
    }
    (good, codes)
}

async fn sixteen(stage: &Stage) -> (Caller, Vec<Caller>, [Parlor; 2]) {
    let owner = stage.person("owner").await;
    let mut people = Vec::new();
    for n in 0..16 {
        people.push(stage.person(&format!("p{n}")).await);
    }
    (owner, people, [stage.parlor.clone(), stage.second().await])
}

async fn capacity_is_exact(stage: Stage) {
    let (owner, people, nodes) = sixteen(&stage).await;
    let room = stage.room_with(&owner, |room| room.capacity = Some(6)).await;
    let answers = race(people.into_iter().enumerate().map(|(n, who)| {
        let parlor = nodes[n % 2].clone();
        async move { parlor.join_room(&who, room.id, Default::default(), None).await }
    }));
    let (good, codes) = split(answers.await);
    assert_eq!((good, codes), (5, vec!["room_full"; 11]));
    let people = stage.parlor.list_participants(&owner, room.id, None, None, 50).await.expect("listed").items;
    assert_eq!((people.len(), stage.found(room.id).await.participant_count), (6, 6));
}

async fn a_link_lets_in_so_many(stage: Stage) {
    let (owner, people, nodes) = sixteen(&stage).await;
    let room = stage.room_with(&owner, |room| room.visibility = Some(RoomVisibility::Link)).await;
    let command = CreateJoinLink { uses_max: Some(7), ..CreateJoinLink::default() };
    let link = stage.parlor.create_join_link(&owner, room.id, command, None).await.expect("made");
    let answers = race(people.into_iter().enumerate().map(|(n, who)| {
        let (parlor, with) = (nodes[n % 2].clone(), by(&link));
        async move { parlor.join_room(&who, room.id, with, None).await }
    }));
    let (good, codes) = split(answers.await);
    assert_eq!((good, codes), (7, vec!["link_used_up"; 9]));
    let links = stage.parlor.list_join_links(&owner, room.id, None, 5).await.expect("listed").items;
    assert_eq!((links[0].uses, stage.found(room.id).await.participant_count), (7, 8));
}

async fn the_stage_holds_so_many(stage: Stage) {
    let (owner, people, nodes) = sixteen(&stage).await;
    let room = stage.room_with(&owner, |room| room.default_join_role = Some(RoomRole::Speaker)).await;
    let small = UpdateRoom { stage_size: Some(3), ..UpdateRoom::default() };
    stage.parlor.update_room(&owner, room.id, small, None).await.expect("changed");
    for who in &people {
        stage.join(who, room.id).await;
    }
    let answers = race(people.into_iter().enumerate().map(|(n, who)| {
        let parlor = nodes[n % 2].clone();
        async move { parlor.accept_stage(&who, room.id, None).await }
    }));
    let (good, codes) = split(answers.await);
    assert_eq!((good, codes), (3, vec!["stage_full"; 13]));
    let people = stage.parlor.list_participants(&owner, room.id, None, None, 50).await.expect("listed").items;
    assert_eq!(people.iter().filter(|who| who.on_stage).count(), 3);
}

async fn one_becomes_host(stage: Stage) {
    let (owner, people, nodes) = sixteen(&stage).await;
    let room = stage.room(&owner).await;
    for who in &people {
        stage.join(who, room.id).await;
        stage.parlor.set_participant_role(&owner, room.id, who.account, RoomRole::Moderator, None).await.expect("set");
    }
    // The host and half of those who could follow leave at once.
    let leaving: Vec<_> = std::iter::once(owner.clone()).chain(people.into_iter().take(8)).collect();
    let answers = race(leaving.into_iter().enumerate().map(|(n, who)| {
        let parlor = nodes[n % 2].clone();
        async move { parlor.leave_room(&who, room.id, None).await }
    }));
    let (good, codes) = split(answers.await);
    assert_eq!((good, codes), (9, vec![]));
    let left = stage.parlor.list_participants(&stage.admin, room.id, None, None, 50).await.expect("listed").items;
    let hosts = left.iter().filter(|who| who.role == RoomRole::Host).count();
    assert_eq!((left.len(), hosts, stage.found(room.id).await.participant_count), (8, 1, 8));
}

async fn rooms_owned_are_counted(stage: Stage) {
    let (owner, _, nodes) = sixteen(&stage).await;
    let answers = race((0..16).map(|n| {
        let (parlor, owner) = (nodes[n % 2].clone(), owner.clone());
        async move { parlor.create_room(&owner, CreateRoom::named("x"), None).await }
    }));
    let (good, codes) = split(answers.await);
    assert_eq!((good, codes), (3, vec!["too_many_rooms"; 13]));
}
