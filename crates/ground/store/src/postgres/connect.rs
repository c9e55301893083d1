//! One connection: how it is made, with TLS when the URL says `sslmode=require`.

use std::str::FromStr as _;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take to be made.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How long sent bytes may stay unacknowledged before the connection counts as dead.
const SILENCE_MAX: Duration = Duration::from_secs(15);

/// A connection and what drives it. Lives on the runtime it was made on.
pub(crate) struct Server {
    pub(crate) client: Client,
    /// Ends with this.
    _driver: JoinSet<()>,
}

impl Server {
    /// Connects once. `sslmode=require` means TLS with the certificate checked against the system's roots; anything less means none.
    pub(crate) async fn connect(url: &str) -> Result<Self, tokio_postgres::Error> {
        let mut config = Config::from_str(url)?;
        config.connect_timeout(CONNECT_TIME_MAX).tcp_user_timeout(SILENCE_MAX).keepalives_idle(SILENCE_MAX);
        if config.get_application_name().is_none() {
            config.application_name("footlights");
        }
        if config.get_ssl_mode() == SslMode::Require {
            let (client, connection) = config.connect(tls()).await?;
            Ok(Self { client, _driver: driver(connection) })
        } else {
            config.ssl_mode(SslMode::Disable);
            let (client, connection) = config.connect(NoTls).await?;
            Ok(Self { client, _driver: driver(connection) })
        }
    }
}

fn driver<S, T>(connection: tokio_postgres::Connection<S, T>) -> JoinSet<()>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let mut driver = JoinSet::new();
    driver.spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a PostgreSQL connection ended");
        }
    });
    driver
}

fn tls() -> MakeRustlsConnect {
    // Another part of the process may have chosen a provider already; any will do.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    MakeRustlsConnect::with_native_certs().map_or_else(
        |errors| {
            tracing::error!(?errors, "the system has no root certificates, so no PostgreSQL server can be trusted");
            let roots = rustls::RootCertStore::empty();
            MakeRustlsConnect::new(rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
        },
        |(connector, _)| connector,
    )
}
