//! Settings: one flat name each, the same as flag, environment variable and line of `footlights.toml`.
//!
//! Order: flag > environment > file > default. Unknown names are errors, since a misspelt setting that is
//! silently ignored is found out on the worst evening. The systems own their settings; this joins them.

mod layers;
mod meaning;
mod secret;
mod table;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use layers::{ConfigError, Loaded, load};
pub use secret::Secret;
pub use table::{markdown, print};

/// Every setting with its default. Names of fields are the names of settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Address and port for everything.
    pub listen: String,
    /// Folder of the database, uploads, keys and the control socket.
    pub data_dir: PathBuf,
    /// `postgres://…`; empty means SQLite in the data directory.
    pub database_url: Secret,
    /// `redis://…`; empty means one node.
    pub redis_url: Secret,
    /// Where other nodes reach this one, such as `10.0.0.5:7300`; empty means the listening address.
    pub node_address: String,
    /// Where people reach this server, such as `https://stage.example`; empty means the listening address.
    pub public_url: String,
    /// Show life at once: a creator, a session, simulated tips.
    pub demo: bool,
    /// Fixtures for protocol test suites.
    pub conformance: bool,
    /// `auto`, `human` or `json`.
    pub log_format: LogFormat,
    /// A `tracing` filter such as `info` or `footlights=debug`.
    pub log_level: String,
    /// Password of the first account at first start.
    pub admin_password: Secret,
    /// 32 bytes in hexadecimal that encrypt stored secrets; empty means `secret.key` in the data directory.
    pub secret_key: Secret,
    /// How long a stop may take.
    pub drain_seconds: u64,
    /// Origins that browsers may call from, `*` for all.
    pub cors_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Open connections in all.
    pub connections_max: usize,
    /// Open connections of one address; proxies and loopback are not counted.
    pub connections_per_address_max: usize,
    /// Topics one account may follow by GraphQL and gRPC on one node.
    pub feeds_per_account: usize,
    /// Writes a second and account; 0 switches the limit off.
    pub writes_per_second: u32,
    /// Sign-in attempts a minute, per account and per address; 0 switches the limit off.
    pub sign_ins_per_minute: u32,
    /// Rooms an account without another role may own.
    pub rooms_per_viewer: u32,
    /// Rooms a creator may own.
    pub rooms_per_creator: u32,
    /// Rooms a developer or admin may own.
    pub rooms_per_developer: u32,
    /// Rooms of others an account may be in at once.
    pub rooms_joined: u32,
    /// How long a deleted room can be restored.
    pub room_restorable_days: u64,
    /// How long an invitation waits when nobody says.
    pub invite_days: u64,
    /// How long a guest may stay.
    pub guest_hours: u64,
    /// Guests a minute from one address; 0 switches the limit off.
    pub guests_per_minute: u32,
    /// Guests one join link may have let in whose time is not over.
    pub guests_per_link: u32,
    /// Guests of one room whose time is not over.
    pub guests_per_room: u32,
    /// Messages of a room's chat that are kept.
    pub chat_history: u32,
    /// Threads that drive sockets; 0 means one for every two cores, at least one.
    pub socket_threads: usize,
    /// Heartbeat of sockets.
    pub socket_ping_interval_ms: u64,
    /// How long a heartbeat may stay unanswered.
    pub socket_ping_timeout_ms: u64,
    /// The largest message announced to socket clients.
    pub socket_max_payload_bytes: u32,
    /// Connections to PostgreSQL that write.
    pub database_lanes: usize,
    /// Connections or threads that read.
    pub database_readers: usize,
    /// OpenID Connect issuer; empty means passwords only.
    pub oidc_issuer: String,
    /// This installation's client id at the issuer.
    pub oidc_client_id: String,
    /// This installation's client secret at the issuer.
    pub oidc_client_secret: Secret,
    /// Which claim of the issuer's token lists groups or roles.
    pub oidc_role_claim: String,
    /// `claim value=role` pairs, such as `stage-crew=creator`.
    pub oidc_role_map: Vec<String>,
    /// Life of an access token.
    pub access_token_seconds: u64,
    /// Life of a refresh token and of a browser session.
    pub refresh_token_days: u64,
    /// How long an alert that was shown is kept.
    pub alerts_kept_days: u32,
    /// How many of them one creator keeps.
    pub alerts_kept_max: u32,
    /// The currency of a session that does not say.
    pub currency: String,
    /// What 100 tokens are worth, in minor units.
    pub token_rate: u32,
    /// Where the API of a language model begins; empty means templates only.
    pub chat_url: String,
    /// Its bearer key.
    pub chat_key: Secret,
    /// Which model.
    pub chat_model: String,
    /// How long an answer may take.
    pub chat_timeout_ms: u64,
    /// Requests a minute, all creators together.
    pub chat_per_minute: u64,
    /// Where the API of a speech service begins; empty means espeak-ng only.
    pub speech_url: String,
    /// Its bearer key.
    pub speech_key: Secret,
    /// Which model.
    pub speech_model: String,
    /// The voice of who has chosen none.
    pub speech_voice: String,
    /// espeak-ng: a path, or a name in PATH.
    pub espeak: PathBuf,
    /// Programs that speak at once.
    pub speech_processes: usize,
    /// How far outgoing webhooks may reach.
    pub webhooks_reach: WebhooksReach,
    /// After how many days of failures alone a webhook is switched off.
    pub webhooks_off_days: u32,
}

/// Where addresses of outgoing webhooks may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WebhooksReach {
    /// The public Internet.
    Outside,
    /// And this machine, by plain http too: for trying things out.
    Loopback,
    /// Anywhere, private networks too.
    Anywhere,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Human on a terminal, JSON otherwise.
    Auto,
    /// For eyes.
    Human,
    /// For machines.
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:7300".into(),
            data_dir: "./data".into(),
            database_url: Secret::default(),
            redis_url: Secret::default(),
            node_address: String::new(),
            public_url: String::new(),
            demo: false,
            conformance: false,
            log_format: LogFormat::Auto,
            log_level: "info,refinery_core=warn".into(),
            admin_password: Secret::default(),
            secret_key: Secret::default(),
            drain_seconds: 30,
            cors_origins: Vec::new(),
            trusted_proxies: vec!["127.0.0.1".into(), "::1".into()],
            connections_max: 60_000,
            connections_per_address_max: 1_000,
            feeds_per_account: 1_000,
            writes_per_second: 20,
            sign_ins_per_minute: 10,
            rooms_per_viewer: 10,
            rooms_per_creator: 100,
            rooms_per_developer: 10_000,
            rooms_joined: 100,
            room_restorable_days: 7,
            invite_days: 7,
            guest_hours: 12,
            guests_per_minute: 10,
            guests_per_link: 1_000,
            guests_per_room: 5_000,
            chat_history: 200,
            socket_threads: 0,
            socket_ping_interval_ms: 25_000,
            socket_ping_timeout_ms: 20_000,
            socket_max_payload_bytes: 1_000_000,
            database_lanes: 4,
            database_readers: 4,
            oidc_issuer: String::new(),
            oidc_client_id: String::new(),
            oidc_client_secret: Secret::default(),
            oidc_role_claim: "groups".into(),
            oidc_role_map: Vec::new(),
            access_token_seconds: 900,
            refresh_token_days: 30,
            alerts_kept_days: 30,
            alerts_kept_max: 10_000,
            currency: "USD".into(),
            token_rate: 500,
            chat_url: String::new(),
            chat_key: Secret::default(),
            chat_model: String::new(),
            chat_timeout_ms: 4_000,
            chat_per_minute: 30,
            speech_url: String::new(),
            speech_key: Secret::default(),
            speech_model: "tts-1".into(),
            speech_voice: "alloy".into(),
            espeak: "espeak-ng".into(),
            speech_processes: 2,
            webhooks_reach: WebhooksReach::Outside,
            webhooks_off_days: 5,
        }
    }
}
