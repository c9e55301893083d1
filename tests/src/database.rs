//! Databases for one test each: a folder for SQLite, a fresh database on the throw-away PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context as _;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// In the server's data directory.
    Sqlite,
    /// With fsync on, as in production.
    Postgres,
}

impl Database {
    /// Every test that touches durable state runs on both.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// Makes a fresh database and gives its URL; none for SQLite.
    ///
    /// # Errors
    /// When PostgreSQL is wanted and `FOOTLIGHTS_TEST_POSTGRES_DURABLE` does not lead to one.
    pub async fn create(self) -> anyhow::Result<Option<String>> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        if self == Self::Sqlite {
            return Ok(None);
        }
        let url = std::env::var("FOOTLIGHTS_TEST_POSTGRES_DURABLE")
            .context("no PostgreSQL for tests: run them with `cargo xtask services run -- cargo nextest run`")?;
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
        #[expect(clippy::disallowed_methods, reason = "it ends with its connection")]
        let driving = tokio::task::spawn(connection);
        let name = format!("bb_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        drop(client);
        driving.await??;
        let mut parsed = reqwest::Url::parse(&url).context("FOOTLIGHTS_TEST_POSTGRES_DURABLE is a URL")?;
        parsed.set_path(&name);
        Ok(Some(parsed.to_string()))
    }
}
