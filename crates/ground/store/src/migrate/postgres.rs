//! Migrating a PostgreSQL database, one node at a time.

use tokio_postgres::Client;

use super::{Dialect, Migrations, PlannedStep, failed, history, runner, waiting};
use crate::OpenError;
use crate::postgres::Server;

/// What nodes that start together queue up on: "footlights" on a telephone's keys.
const ADVISORY_LOCK: i64 = 3_668_544_487;

/// Runs what waits, under a lock that other nodes wait for.
pub(crate) async fn run(url: &str, systems: &[Migrations]) -> Result<(), OpenError> {
    let mut server = Server::connect(url).await.map_err(unusable)?;
    // Given back with the connection, whatever happens.
    server.client.execute("SELECT pg_advisory_lock($1)", &[&ADVISORY_LOCK]).await.map_err(unusable)?;
    for system in systems {
        runner(system, Dialect::Postgres)?.run_async(&mut server.client).await.map_err(failed(system.system))?;
    }
    server.client.execute("SELECT pg_advisory_unlock($1)", &[&ADVISORY_LOCK]).await.map_err(unusable)?;
    Ok(())
}

/// What waits, without changing anything.
pub(super) async fn plan(url: &str, systems: &[Migrations]) -> Result<Vec<PlannedStep>, OpenError> {
    let server = Server::connect(url).await.map_err(unusable)?;
    let mut steps = Vec::new();
    for system in systems {
        steps.extend(waiting(system, &applied(&server.client, &history(system.system)).await.map_err(unusable)?));
    }
    Ok(steps)
}

async fn applied(client: &Client, table: &str) -> Result<Vec<i64>, tokio_postgres::Error> {
    if !client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&table]).await?.try_get::<_, bool>(0)? {
        return Ok(Vec::new());
    }
    let rows = client.query(&format!("SELECT CAST(version AS BIGINT) FROM {table}"), &[]).await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "map_err gives it away")]
fn unusable(error: tokio_postgres::Error) -> OpenError {
    let cause = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    OpenError::Postgres(format!("{error}{cause}"))
}
