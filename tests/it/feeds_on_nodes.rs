//! GraphQL and gRPC on two nodes: what is committed on one is told on the other, in order; and whoever followed on a node that was
//! killed goes on at another without a gap.

use anyhow::Context as _;
use footlights_tests::follower::{Edge, Follower};
use footlights_tests::rooms::{person, room, written};
use footlights_tests::{Api, Redis, Server, Setup};
use serde_json::json;

/// Messages between two faults.
const MESSAGES: usize = 24;

struct Theatre {
    here: Server,
    there: Server,
    api: Api,
    room: String,
    _redis: Redis,
}

impl Theatre {
    async fn open() -> anyhow::Result<Self> {
        let (redis, here, there) = Setup::two_nodes().await?;
        let ana = person(&here, "ana").await?;
        let room = room(&ana, json!({})).await?;
        Ok(Self { here, there, api: ana.api, room, _redis: redis })
    }

    /// Says something at a node.
    async fn say(&self, node: &Server, text: String) -> anyhow::Result<()> {
        let said = self.api.at(&node.url()).post(&format!("/api/rooms/{}/chat", self.room), json!({"text": text})).await?;
        anyhow::ensure!(said.status.is_success(), "{said:?}");
        Ok(())
    }

    /// Reads until all that was written is seen, and compares.
    async fn all_is_seen(&self, followers: &mut [Follower]) -> anyhow::Result<()> {
        let written = written(&self.here, &self.room).await?;
        let last = written.last().context("much was written")?.0;
        for follower in followers {
            while follower.last() < last {
                follower.read_one().await?;
            }
            assert_eq!(follower.seen, written, "{:?}: exactly what was written, each once and in its order", follower.edge);
        }
        Ok(())
    }
}

#[tokio::test]
async fn what_is_committed_on_one_node_is_told_on_the_other_and_after_its_death_on_the_next() -> anyhow::Result<()> {
    let mut theatre = Theatre::open().await?;
    let mut followers = Vec::new();
    for edge in [Edge::GraphQl, Edge::Grpc] {
        followers.push(Follower::begin(edge, &theatre.there.address(), &theatre.api, &theatre.room).await?);
    }
    for n in 0..MESSAGES {
        let node = if n % 3 == 2 { &theatre.there } else { &theatre.here };
        theatre.say(node, format!("before {n}")).await?;
    }
    theatre.all_is_seen(&mut followers).await?;
    assert!(followers.iter().all(|follower| follower.returns == 0), "nobody had to come back for that");

    // The node that is about to die has written last: what it committed and could not tell any more is in the log.
    for n in 0..MESSAGES {
        theatre.say(&theatre.there, format!("at the end {n}")).await?;
    }
    theatre.there.kill().await?;
    for n in 0..MESSAGES {
        theatre.say(&theatre.here, format!("while nobody follows {n}")).await?;
    }
    followers.iter().for_each(|follower| follower.line.lead_to(&theatre.here.address()));
    for n in 0..MESSAGES {
        theatre.say(&theatre.here, format!("after {n}")).await?;
    }
    theatre.all_is_seen(&mut followers).await?;
    assert!(followers.iter().all(|follower| follower.returns > 0), "all have come back on the other node");
    Ok(())
}
