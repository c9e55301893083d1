//! PostgreSQL databases for tests: one migrated template database, copied for each test.
//! Knows no schema: the template's name is the hash of all migrations.

use std::ops::Deref;

use footlights_store::{Database, Migrations, schema_fingerprint};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

use crate::leftovers::{is_leftover, own_name};
use crate::world::migrate;

/// Where tests find a PostgreSQL they may fill with databases.
const VARIABLE: &str = "FOOTLIGHTS_TEST_POSTGRES";
/// Every test's database begins so.
const RUN_PREFIX: &str = "footlights_run_";
/// The advisory lock under which templates are made.
const LOCK: i64 = 0x0f00_7115;
/// How many leftovers one test clears away: more than it makes, so that they never pile up.
const CLEARED_PER_TEST: usize = 2;

/// The address of a fresh copy of the migrated template.
///
/// # Panics
/// When the variable is not set or the server does not answer.
pub(crate) async fn copy_of_template(migrations: &[Migrations]) -> String {
    let server = server();
    let client = connect(&server).await;
    clear_leftovers(&client).await;
    let template = template(&client, &server, migrations).await;
    create(&client, &server, &template).await
}

/// The address of a fresh database without tables.
///
/// # Panics
/// As [`copy_of_template`].
pub(crate) async fn empty() -> String {
    let server = server();
    let client = connect(&server).await;
    create(&client, &server, "template0").await
}

fn server() -> String {
    let Ok(server) = std::env::var(VARIABLE) else {
        panic!("{VARIABLE} is not set: run the tests with `cargo xtask services run -- cargo nextest run …`")
    };
    server
}

async fn create(client: &Client, server: &str, template: &str) -> String {
    let name = format!("{RUN_PREFIX}{}", own_name());
    // A process of this number may have died before, and its databases with it.
    execute(client, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    execute(client, &format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")).await;
    with_database(server, &name)
}

/// The template database of exactly these migrations, made when it is missing.
async fn template(client: &Client, server: &str, migrations: &[Migrations]) -> String {
    let name = format!("footlights_template_{}", schema_fingerprint(migrations));
    if exists(client, &name).await {
        return name;
    }
    // Many test processes start at once: one builds, the others wait for it.
    execute(client, &format!("SELECT pg_advisory_lock({LOCK})")).await;
    if !exists(client, &name).await {
        let building = format!("{name}_building");
        execute(client, &format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)")).await;
        execute(client, &format!("CREATE DATABASE {building} TEMPLATE template0 ENCODING 'UTF8'")).await;
        migrate(Database::Postgres { url: with_database(server, &building) }, migrations).await;
        // A template must have no sessions when it is copied; the store's may still be on their way out.
        execute(client, &format!("ALTER DATABASE {building} ALLOW_CONNECTIONS false")).await;
        execute(client, &format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{building}'")).await;
        execute(client, &format!("ALTER DATABASE {building} RENAME TO {name}")).await;
    }
    execute(client, &format!("SELECT pg_advisory_unlock({LOCK})")).await;
    name
}

/// Drops some databases of tests that are over.
async fn clear_leftovers(client: &Client) {
    let rows = client.query("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", &[&RUN_PREFIX]).await;
    let names = rows.expect("the catalogue can be read").into_iter().map(|row| row.get::<_, String>(0));
    for name in names.filter(|name| is_leftover(name, RUN_PREFIX)).take(CLEARED_PER_TEST) {
        // Another process may be at the same one; what is left is taken by the next test.
        let _next_time = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
}

async fn exists(client: &Client, name: &str) -> bool {
    let found = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await;
    found.expect("the catalogue can be read").is_some()
}

async fn execute(client: &Client, sql: &str) {
    if let Err(error) = client.batch_execute(sql).await {
        panic!("the test server refused `{sql}`: {error:?}");
    }
}

/// A connection and the task that carries it; both end together.
struct Server {
    client: Client,
    _carrier: JoinSet<()>,
}

impl Deref for Server {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

async fn connect(url: &str) -> Server {
    let (client, connection) = match tokio_postgres::connect(url, NoTls).await {
        Ok(both) => both,
        Err(error) => panic!("{VARIABLE} names a server that does not answer ({error}): is `cargo xtask services` running?"),
    };
    let mut carrier = JoinSet::new();
    // What breaks it shows at the next statement.
    carrier.spawn(async move { drop(connection.await) });
    Server { client, _carrier: carrier }
}

/// The same server, another database; `url` is a URL or a list of `key=value`.
fn with_database(url: &str, name: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        // Of two equal keys the later one counts.
        return format!("{url} dbname={name}");
    };
    let (place, query) = rest.split_once('?').map_or((rest, String::new()), |(place, query)| (place, format!("?{query}")));
    let host = place.split('/').next().unwrap_or_default();
    format!("{scheme}://{host}/{name}{query}")
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_of_an_address_changes() {
        assert_eq!(with_database("postgres://me@[::1]:5432/postgres?sslmode=disable", "x"), "postgres://me@[::1]:5432/x?sslmode=disable");
        assert_eq!(with_database("postgresql://me@localhost", "x"), "postgresql://me@localhost/x");
        assert_eq!(with_database("host=/tmp user=me dbname=postgres", "x"), "host=/tmp user=me dbname=postgres dbname=x");
    }
}
