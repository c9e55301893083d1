//! A room on two nodes: whoever joins on one is seen on the other; a node that is killed takes its people away and nobody else;
//! Redis that restarts makes nobody leave.

use std::time::Duration;

use footlights_tests::clients::Client;
use footlights_tests::rooms::{Person, joined, person, room};
use footlights_tests::{Api, Database, Line, Redis, Server, Setup, wait};
use serde_json::{Value, json};

struct Theatre {
    redis: Redis,
    here: Server,
    there: Server,
    ana: Person,
    ben: Person,
    room: String,
}

impl Theatre {
    async fn open() -> anyhow::Result<Self> {
        let (redis, here, there) = Setup::two_nodes().await?;
        let (ana, ben) = (person(&here, "ana").await?, person(&here, "ben").await?);
        let room = room(&ana, json!({})).await?;
        Ok(Self { redis, here, there, ana, ben, room })
    }

    /// Waits until a node says so many are here and away.
    async fn counts(&self, node: &Server, present: u64, away: u64) -> Value {
        let api: Api = self.ana.api.at(&node.url());
        let what = format!("{present} present and {away} away");
        wait::until(&what, || async {
            let page = api.get(&format!("/api/rooms/{}/presence", self.room)).await.ok()?;
            let found = page.body["counts"] == json!({"present": present, "away": away}) && page.body["state"] == json!("fresh");
            found.then_some(page.body)
        })
        .await
    }
}

/// The next frame `presence` in which this list names somebody.
async fn told(client: &mut Client, list: &str, account: &str) -> anyhow::Result<Value> {
    let names = |line: &Value| {
        let listed = line["args"][0][list].as_array();
        line["event"] == "presence" && listed.is_some_and(|listed| listed.iter().any(|one| one["accountId"] == json!(account)))
    };
    Ok(client.next_where(&format!("presence, {list} {account}"), names).await?["args"][0].clone())
}

#[tokio::test]
async fn a_room_spans_two_nodes_and_a_killed_one_leaves_no_ghost() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let (mut anas, _) = joined(&theatre.here.url(), &theatre.ana, &theatre.room).await?;
    let (mut bens, answer) = joined(&theatre.there.url(), &theatre.ben, &theatre.room).await?;
    assert_eq!(answer["presence"]["counts"]["present"], json!(2), "who is on the other node is known at once: {answer}");
    assert_eq!(told(&mut anas, "joined", &theatre.ben.id).await?["counts"]["present"], json!(2));
    anas.event("participant_joined").await?;
    bens.ask("heartbeat", json!({"roomId": theatre.room, "state": "away"})).await?;
    told(&mut anas, "changed", &theatre.ben.id).await?;
    theatre.counts(&theatre.here, 2, 1).await;
    theatre.counts(&theatre.there, 2, 1).await;

    // A third device of Ben's, on this node: the other node's end is no leave then.
    let (mut others, _) = joined(&theatre.here.url(), &theatre.ben, &theatre.room).await?;
    others.ask("heartbeat", json!({"roomId": theatre.room, "state": "active"})).await?;
    theatre.counts(&theatre.here, 2, 0).await;
    theatre.there.kill().await?;
    let cem = person(&theatre.here, "cem").await?;
    let (_cems, _) = joined(&theatre.here.url(), &cem, &theatre.room).await?;
    theatre.counts(&theatre.here, 3, 0).await;
    drop(others);
    // His last device is gone: away, and not gone.
    let away = |line: &Value| line["event"] == "presence" && line["args"][0]["counts"] == json!({"present": 3, "away": 1});
    let seen = anas.next_where("Ben away", away).await?["args"][0].clone();
    assert_eq!(seen["changed"], json!([{"accountId": theatre.ben.id, "presence": "away"}]));
    assert!(anas.take_event(|frame| frame["left"].as_array().is_some_and(|left| !left.is_empty())).is_none(), "nobody has left");
    Ok(())
}

#[tokio::test]
async fn people_of_a_killed_node_are_away_once_it_is_given_up() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let (mut anas, _) = joined(&theatre.here.url(), &theatre.ana, &theatre.room).await?;
    let (_bens, _) = joined(&theatre.there.url(), &theatre.ben, &theatre.room).await?;
    told(&mut anas, "joined", &theatre.ben.id).await?;
    theatre.there.kill().await?;
    let seen = tokio::time::timeout(Duration::from_secs(10), told(&mut anas, "changed", &theatre.ben.id)).await??;
    assert_eq!(seen["counts"], json!({"present": 2, "away": 1}), "away, and not gone: he may come back");
    Ok(())
}

/// Nothing in what a client was told says that somebody has left or turned away.
fn assert_nobody_moved(client: &mut Client) {
    for list in ["left", "changed"] {
        let told = client.take_event(|frame| frame[list].as_array().is_some_and(|listed| !listed.is_empty()));
        assert!(told.is_none(), "{list}: {told:?}");
    }
}

#[tokio::test]
async fn redis_that_forgets_everybody_is_not_believed_before_the_last_has_come_back() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let (mut anas, _) = joined(&theatre.here.url(), &theatre.ana, &theatre.room).await?;
    let (mut bens, _) = joined(&theatre.there.url(), &theatre.ben, &theatre.room).await?;
    told(&mut anas, "joined", &theatre.ben.id).await?;
    // The other node cannot come back at once.
    theatre.there.stall().await?;
    theatre.redis.kill().await?;
    let path = format!("/api/rooms/{}/presence", theatre.room);
    let stale = || async { theatre.ana.api.get(&path).await.ok().filter(|page| page.body["state"] == json!("stale")) };
    wait::until("the roster is stale", stale).await;
    theatre.redis.start_again()?;
    let cem = person(&theatre.here, "cem").await?;
    let (_cems, answer) = joined(&theatre.here.url(), &cem, &theatre.room).await?;
    assert_eq!((&answer["presence"]["state"], &answer["presence"]["counts"]), (&json!("stale"), &json!({"present": 3, "away": 0})));
    theatre.there.go_on().await?;
    told(&mut bens, "joined", &cem.id).await?;
    theatre.counts(&theatre.here, 3, 0).await;
    theatre.counts(&theatre.there, 3, 0).await;
    assert_nobody_moved(&mut anas);
    assert_nobody_moved(&mut bens);
    Ok(())
}

#[tokio::test]
async fn a_node_that_was_given_up_too_early_has_its_people_back() -> anyhow::Result<()> {
    let theatre = Theatre::open().await?;
    let (mut anas, _) = joined(&theatre.here.url(), &theatre.ana, &theatre.room).await?;
    let (mut bens, _) = joined(&theatre.there.url(), &theatre.ben, &theatre.room).await?;
    told(&mut anas, "joined", &theatre.ben.id).await?;
    theatre.there.stall().await?;
    let away = told(&mut anas, "changed", &theatre.ben.id).await?;
    assert_eq!(away["counts"], json!({"present": 2, "away": 1}));
    theatre.there.go_on().await?;
    let back = told(&mut anas, "changed", &theatre.ben.id).await?;
    assert_eq!((&back["changed"][0]["presence"], &back["counts"]), (&json!("active"), &json!({"present": 2, "away": 0})));
    // On his own node he was there all the time, by the same socket.
    bens.ask("heartbeat", json!({"roomId": theatre.room, "state": "active"})).await?;
    theatre.counts(&theatre.there, 2, 0).await;
    assert_nobody_moved(&mut bens);
    // Her own coming, from before, she may be told late; nothing else.
    let ana = json!(theatre.ana.id);
    let stir = anas.take_event(|frame| {
        let listed = |list: &str| frame[list].as_array().cloned().unwrap_or_default();
        !listed("left").is_empty() || listed("joined").iter().any(|one| one["accountId"] != ana)
    });
    assert!(stir.is_none(), "neither gone nor come: {stir:?}");
    Ok(())
}

/// Both nodes lose their links; one has its own back before the other, which Redis has given up meanwhile.
#[tokio::test]
async fn a_link_made_anew_does_not_make_the_people_of_a_later_one_leave() -> anyhow::Result<()> {
    let redis = Redis::start().await?;
    let leads_to = redis.url().trim_start_matches("redis://").to_owned();
    let (line_here, line_there) = (Line::to(&leads_to).await?, Line::to(&leads_to).await?);
    let by = |line: &Line| format!("redis://{}", line.address());
    let here = Setup::on(Database::Postgres).with_redis_at(by(&line_here)).start().await?;
    let there = here.beside_with_redis_at(by(&line_there)).await?;
    // A third one, whose link holds, tells what Redis knows.
    let watch = here.beside_with_redis_at(redis.url()).await?;
    let (ana, ben) = (person(&here, "ana").await?, person(&here, "ben").await?);
    let room = room(&ana, json!({})).await?;
    let theatre = Theatre { redis, here, there, ana, ben, room };
    let (mut anas, _) = joined(&theatre.here.url(), &theatre.ana, &theatre.room).await?;
    let (mut bens, _) = joined(&theatre.there.url(), &theatre.ben, &theatre.room).await?;
    told(&mut anas, "joined", &theatre.ben.id).await?;
    theatre.counts(&watch, 2, 0).await;

    for line in [&line_here, &line_there] {
        line.lead_to("127.0.0.1:1");
        line.cut();
    }
    theatre.counts(&watch, 2, 2).await;
    line_here.lead_to(&leads_to);
    theatre.counts(&watch, 2, 1).await;
    let page = theatre.ana.api.at(&theatre.here.url()).get(&format!("/api/rooms/{}/presence", theatre.room)).await?.body;
    assert_eq!((&page["state"], &page["counts"]), (&json!("stale"), &json!({"present": 2, "away": 0})), "the other may just be later");
    line_there.lead_to(&leads_to);
    for node in [&theatre.here, &theatre.there, &watch] {
        theatre.counts(node, 2, 0).await;
    }
    for client in [&mut anas, &mut bens] {
        client.ask("heartbeat", json!({"roomId": theatre.room, "state": "active"})).await?;
        assert_nobody_moved(client);
    }
    Ok(())
}

#[tokio::test]
async fn redis_that_restarts_makes_nobody_leave() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let (mut anas, _) = joined(&theatre.here.url(), &theatre.ana, &theatre.room).await?;
    let (mut bens, _) = joined(&theatre.there.url(), &theatre.ben, &theatre.room).await?;
    told(&mut anas, "joined", &theatre.ben.id).await?;
    theatre.redis.kill().await?;
    let cem = person(&theatre.here, "cem").await?;
    let (mut cems, _) = joined(&theatre.here.url(), &cem, &theatre.room).await?;
    told(&mut anas, "joined", &cem.id).await?;
    theatre.redis.start_again()?;
    // Who came while Redis was away is found by the other node once it is back.
    told(&mut bens, "joined", &cem.id).await?;
    theatre.counts(&theatre.here, 3, 0).await;
    theatre.counts(&theatre.there, 3, 0).await;
    for client in [&mut anas, &mut bens, &mut cems] {
        client.ask("heartbeat", json!({"roomId": theatre.room, "state": "active"})).await?;
        assert_nobody_moved(client);
    }
    Ok(())
}
