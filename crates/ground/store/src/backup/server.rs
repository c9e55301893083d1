//! One connection to a PostgreSQL server for a backup or a restore.

use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls};

use super::BackupError;

/// A connection; ended when it is dropped.
pub(super) struct Server {
    pub(super) client: Client,
    carrier: JoinHandle<()>,
}

impl Server {
    pub(super) async fn connect(url: &str) -> Result<Self, BackupError> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        // Whoever waits for an answer learns of a broken connection; the carrier has nobody to tell.
        let carrier = tokio::spawn(async move { drop(connection.await) });
        Ok(Self { client, carrier })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.carrier.abort();
    }
}
