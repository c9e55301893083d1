//! A connection to Redis, single or cluster, and the one way to ask it something.

use std::time::Duration;

use footlights_base::{Error, Failure};
use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisResult, Script};

/// The Redis URL cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("not a Redis URL such as redis://127.0.0.1:6379/0, or several of one cluster separated by commas: {0}")]
pub struct RedisUrlError(String);

/// Where Redis is.
pub(super) struct Place {
    seeds: Vec<Client>,
    cluster: Option<ClusterClient>,
    config: AsyncConnectionConfig,
    connect_timeout: Duration,
}

/// An open connection; clones share it.
#[derive(Clone)]
pub(super) struct Link {
    commands: Commands,
    /// One plain node: PUBLISH reaches every node of a cluster from there.
    pub(super) bus: MultiplexedConnection,
}

#[derive(Clone)]
enum Commands {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Place {
    pub(super) fn new(url: &str, answer_timeout: Duration) -> Result<Self, RedisUrlError> {
        // The crate's own messages do not repeat the password.
        let refuse = |error: redis::RedisError| RedisUrlError(error.to_string());
        let urls: Vec<&str> = url.split(',').map(str::trim).filter(|url| !url.is_empty()).collect();
        let seeds = urls.iter().map(|url| Client::open(*url)).collect::<RedisResult<Vec<_>>>().map_err(refuse)?;
        if seeds.is_empty() {
            return Err(RedisUrlError("it is empty".into()));
        }
        let cluster = if urls.len() > 1 { Some(ClusterClient::new(urls).map_err(refuse)?) } else { None };
        let config = AsyncConnectionConfig::new().set_connection_timeout(Some(answer_timeout)).set_response_timeout(Some(answer_timeout));
        Ok(Self { seeds, cluster, config, connect_timeout: answer_timeout * 2 })
    }

    pub(super) async fn connect(&self) -> RedisResult<Link> {
        let bus = self.first(|seed| seed.get_multiplexed_async_connection_with_config(&self.config)).await?;
        let commands = match &self.cluster {
            Some(cluster) => Commands::Cluster(self.in_time(cluster.get_async_connection()).await?),
            None => Commands::Single(bus.clone()),
        };
        Ok(Link { commands, bus })
    }

    pub(super) async fn listen(&self) -> RedisResult<redis::aio::PubSub> {
        self.first(Client::get_async_pubsub).await
    }

    /// The first seed that answers.
    async fn first<'a, T, F: Future<Output = RedisResult<T>>>(&'a self, connect: impl Fn(&'a Client) -> F) -> RedisResult<T> {
        let mut last = None;
        for seed in &self.seeds {
            match self.in_time(connect(seed)).await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = Some(error),
            }
        }
        Err(last.expect("a place has at least one seed"))
    }

    async fn in_time<T>(&self, connecting: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
        let late = |_| redis::RedisError::from((redis::ErrorKind::Io, "Redis did not answer in time"));
        tokio::time::timeout(self.connect_timeout, connecting).await.map_err(late)?
    }
}

impl Link {
    pub(super) async fn script<T: FromRedisValue>(&self, script: &Script, keys: &[&str], args: &[&[u8]]) -> RedisResult<T> {
        let mut call = script.prepare_invoke();
        for key in keys {
            call.key(*key);
        }
        for arg in args {
            call.arg(*arg);
        }
        match self.commands.clone() {
            Commands::Single(mut connection) => call.invoke_async(&mut connection).await,
            Commands::Cluster(mut connection) => call.invoke_async(&mut connection).await,
        }
    }

    pub(super) async fn pipe(&self, pipe: &redis::Pipeline) -> RedisResult<()> {
        match self.commands.clone() {
            Commands::Single(mut connection) => pipe.query_async(&mut connection).await,
            Commands::Cluster(mut connection) => pipe.query_async(&mut connection).await,
        }
    }
}

pub(super) fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Error::unavailable(error).into()
}
