//! The demo's room: a few people who come and go, raise hands, go up to the stage and say a line now and then.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use footlights_base::{Chance, Failure};
use footlights_identity::{Actor, CreateAccount, Identity, LogIn};
use footlights_parlor::{CreateRoom, JoinRoom, Parlor, RoomFilter, RoomId, RoomRole, RoomVisibility, room_topic};
use footlights_realtime::{Activity, Hub};
use footlights_surface::{Authenticator as _, Caller, Credential, Roles};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::PASSWORD;

/// What the room is called.
const NAME: &str = "Green room";
/// Who is in it beside the creator.
const PEOPLE: [&str; 6] = ["Ana", "Marlow", "Jude", "Tenkat", "Ines", "Sam"];
/// What they say.
const LINES: [&str; 8] = [
    "evening, all",
    "is the stage free?",
    "I have one more song about trains",
    "that bridge part, again please",
    "@demo sound is lovely tonight",
    "back in five",
    "who was that on the cello",
    "first time here, hello",
];
/// The shortest pause between two acts.
const PAUSE_MIN: Duration = Duration::from_secs(2);
/// How much longer a pause may be.
const PAUSE_SPREAD: Duration = Duration::from_secs(6);

/// Everything the room is played with.
#[derive(Clone)]
pub struct RoomParts {
    /// Whose accounts the people have.
    pub identity: Identity,
    /// Rooms.
    pub parlor: Parlor,
    /// Where they are there in person.
    pub hub: Hub,
    /// What they do next.
    pub chance: Chance,
}

/// Makes the room and its people where there are none yet, and plays until cancelled.
pub async fn mingle(parts: RoomParts, creator: Caller, stop: CancellationToken) {
    let (room, people) = match furnish(&parts, &creator).await {
        Ok(cast) => cast,
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "the demo's room stays empty");
            return;
        }
    };
    people.iter().for_each(|person| appears(&parts.hub, room, person));
    loop {
        let pause = PAUSE_MIN + PAUSE_SPREAD.mul_f64(parts.chance.unit());
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        if let Err(failure) = act(&parts, &creator, room, &people).await {
            tracing::debug!(%failure, "the demo's room waits");
        }
    }
}

async fn furnish(parts: &RoomParts, creator: &Caller) -> anyhow::Result<(RoomId, Vec<Caller>)> {
    let wanted = RoomFilter { search: Some(NAME.into()), ..RoomFilter::default() };
    let found = parts.parlor.list_rooms(creator, wanted, None, 1).await?.items.pop();
    let room = match found {
        Some(room) => room,
        None => {
            let command = CreateRoom {
                description: Some("Come in, say hello, raise a hand.".into()),
                visibility: Some(RoomVisibility::Public),
                tags: vec!["music".into(), "open stage".into()],
                stage_size: Some(3),
                guests_allowed: true,
                ..CreateRoom::named(NAME)
            };
            parts.parlor.create_room(creator, command, None).await?
        }
    };
    let mut people = Vec::new();
    for (n, name) in PEOPLE.iter().enumerate() {
        let person = person(&parts.identity, creator, name).await?;
        let joined = parts.parlor.join_room(&person, room.id, JoinRoom::default(), None).await?;
        if n == 0 && joined.participant.role == RoomRole::Viewer {
            parts.parlor.set_participant_role(creator, room.id, person.account, RoomRole::Moderator, None).await?;
        }
        people.push(person);
    }
    Ok((room.id, people))
}

/// One of the people, signed in.
async fn person(identity: &Identity, creator: &Caller, name: &str) -> anyhow::Result<Caller> {
    let username = name.to_ascii_lowercase();
    if identity.account_by_username(&username).await.is_err() {
        let command = CreateAccount {
            username: username.clone(),
            password: Zeroizing::new(PASSWORD.into()),
            display_name: Some(name.to_owned()),
            roles: Roles::VIEWER,
        };
        identity.create_account(&Actor::Operator(creator.tenant), command, None).await?;
    }
    let log_in = LogIn { username, password: Zeroizing::new(PASSWORD.into()), remote: IpAddr::V4(Ipv4Addr::LOCALHOST) };
    let signed_in = identity.log_in(log_in).await?;
    Ok(identity.authenticate(Credential::Bearer(&signed_in.access_token)).await?)
}

/// They have no connection, so they are there as if by one elsewhere.
fn appears(hub: &Hub, room: RoomId, person: &Caller) {
    hub.appear_elsewhere(&room_topic(room), person.account, "demo");
}

/// One of them does something. What is refused (the stage is full, a hand is up) is let go.
async fn act(parts: &RoomParts, creator: &Caller, room: RoomId, people: &[Caller]) -> Result<(), Failure> {
    let pick = |of: usize| usize::try_from(parts.chance.u64() % of as u64).expect("an index of a short list");
    let (parlor, person) = (&parts.parlor, &people[pick(people.len())]);
    match pick(8) {
        0 | 1 => parlor.send_chat(person, room, LINES[pick(LINES.len())], None).await.map(drop),
        2 => parlor.raise_hand(person, room, None).await.map(drop),
        3 => {
            let next = parlor.list_hands(creator, room, None, 1).await?.items.pop();
            match next {
                Some(next) => parlor.invite_to_stage(creator, room, next.account_id, None).await.map(drop),
                None => Ok(()),
            }
        }
        4 => parlor.accept_stage(person, room, None).await.map(drop),
        5 => parlor.step_down(person, room, None, None).await.map(drop),
        6 => {
            parts.hub.heartbeat(&room_topic(room), person.account, Activity::Away);
            Ok(())
        }
        _ => {
            parts.hub.heartbeat(&room_topic(room), person.account, Activity::Active);
            Ok(())
        }
    }
}
