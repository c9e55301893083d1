//! One rule, four surfaces: the same script, run over REST, GraphQL, gRPC (by reflection) and what `/rooms` carries, gives the same
//! code at every step and leaves the room the same.

mod calls;
mod cast;
mod script;

use footlights_tests::{Database, Setup};

use cast::{Cast, Surface};

async fn every_surface_tells_the_same(database: Database) -> anyhow::Result<()> {
    let limit = format!("rooms_joined={}", script::ROOMS_JOINED);
    let server = Setup::on(database).args(&["--set", &limit]).start().await?;
    let mut cast = Cast::assemble(&server).await?;
    let told = script::play(&mut cast, Surface::Rest).await?;
    assert!(told.len() > 60, "the script is long: {}", told.len());
    let refused: std::collections::BTreeSet<_> = told.iter().filter_map(|step| step.code.clone()).collect();
    for code in script::REFUSALS {
        assert!(refused.contains(*code), "the script provokes no {code}: {refused:?}");
    }
    for surface in [Surface::GraphQl, Surface::Grpc, Surface::Socket] {
        let other = script::play(&mut cast, surface).await?;
        for (rest, other) in told.iter().zip(&other) {
            assert_eq!(rest, other, "{surface:?} tells something else than REST");
        }
        assert_eq!(told.len(), other.len());
    }
    Ok(())
}

#[tokio::test]
async fn every_surface_tells_the_same_on_sqlite() -> anyhow::Result<()> {
    every_surface_tells_the_same(Database::Sqlite).await
}

#[tokio::test]
async fn every_surface_tells_the_same_on_postgres() -> anyhow::Result<()> {
    every_surface_tells_the_same(Database::Postgres).await
}
