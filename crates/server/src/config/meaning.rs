//! What each setting means, in one sentence. A setting without a meaning fails a test.

/// (setting, meaning), in the order they are printed.
pub(super) const MEANINGS: &[(&str, &str)] = &[
    ("listen", "Address and port of everything; port 0 picks a free one."),
    ("data_dir", "Folder of the database, the keys and the control socket. One server at a time."),
    ("database_url", "postgres://user:password@host/name. Empty: SQLite in the data directory."),
    ("redis_url", "redis://host:port, needed for more than one node. Empty: one node."),
    (
        "node_address",
        "Where other nodes reach this one, such as 10.0.0.5:7300. Empty: the listening address, or the one on the way to Redis.",
    ),
    ("public_url", "Where people reach this server, such as https://stage.example. Empty: the listening address."),
    ("demo", "Starts with a demo creator, a live session and a gentle stream of simulated tips. Loopback only."),
    ("conformance", "Adds the fixtures that protocol test suites need. Loopback only."),
    ("log_format", "auto (human on a terminal, JSON otherwise), human or json."),
    ("log_level", "What is logged: error, warn, info, debug, or a filter such as info,footlights_store=debug."),
    ("admin_password", "Password of the account admin at first start. Empty: one is made and printed once."),
    ("secret_key", "64 hexadecimal digits that encrypt stored secrets; the same on all nodes. Empty: secret.key in the data directory."),
    ("drain_seconds", "How long a stop may take while clients are sent elsewhere."),
    ("cors_origins", "Origins whose pages may call the API from browsers, such as https://app.example; * for all."),
    ("trusted_proxies", "Addresses of reverse proxies whose X-Forwarded-For is believed."),
    ("connections_max", "Open connections in all."),
    ("connections_per_address_max", "Open connections of one address; trusted proxies are not counted."),
    ("feeds_per_account", "Topics one account may follow by GraphQL subscriptions and gRPC streams on one node."),
    ("writes_per_second", "Writes a second for one account; 0 switches the limit off."),
    ("sign_ins_per_minute", "Sign-in attempts a minute, per account and per address; 0 switches the limit off."),
    ("rooms_per_viewer", "Rooms an account without another role may own."),
    ("rooms_per_creator", "Rooms a creator may own."),
    ("rooms_per_developer", "Rooms a developer or an admin may own."),
    ("rooms_joined", "Rooms of others an account may be in at once."),
    ("room_restorable_days", "How long a deleted room can be restored, days."),
    ("invite_days", "How long an invitation waits for an answer when nobody says, days."),
    ("guest_hours", "How long a guest may stay, hours."),
    ("guests_per_minute", "Guests a minute from one address; 0 switches the limit off."),
    ("guests_per_link", "Guests one join link may have let in whose time is not over, 1 to 100,000."),
    ("guests_per_room", "Guests of one room whose time is not over, 1 to 100,000."),
    ("chat_history", "Messages of a room's chat that are kept, 1 to 1,000."),
    ("socket_threads", "Threads that drive sockets; 0 means one for every two cores."),
    ("socket_ping_interval_ms", "Heartbeat of sockets, milliseconds."),
    ("socket_ping_timeout_ms", "How long a heartbeat may stay unanswered, milliseconds."),
    ("socket_max_payload_bytes", "The largest message announced to socket clients, bytes."),
    ("database_lanes", "Connections to PostgreSQL that write; each serves its own share of the topics."),
    ("database_readers", "Connections or threads that read."),
    ("oidc_issuer", "OpenID Connect issuer for single sign-on. Empty: passwords only."),
    ("oidc_client_id", "This installation's client id at the issuer."),
    ("oidc_client_secret", "This installation's client secret at the issuer."),
    ("oidc_role_claim", "The claim that lists a person's groups."),
    ("oidc_role_map", "group=role pairs, such as crew=creator; roles are viewer, creator, developer, admin."),
    ("access_token_seconds", "Life of an access token, seconds."),
    ("refresh_token_days", "Life of a browser session and of a refresh token, days."),
    ("alerts_kept_days", "How long an alert that was shown is kept, days."),
    ("alerts_kept_max", "How many alerts that were shown one creator keeps."),
    ("currency", "Currency of a session that does not say, an ISO 4217 code."),
    ("token_rate", "What 100 tokens of a platform are worth, in minor units of the currency."),
    (
        "chat_url",
        "Where the API of a language model begins, such as https://api.example.com/v1; plain http to this machine only. Empty: templates only.",
    ),
    ("chat_key", "Bearer key of the language model."),
    ("chat_model", "Which language model answers."),
    ("chat_timeout_ms", "How long the language model may take, milliseconds; then a template answers."),
    ("chat_per_minute", "Requests to the language model a minute, all creators and nodes together; then templates answer."),
    ("speech_url", "Where the API of a speech service begins, such as https://api.example.com/v1. Empty: espeak-ng only."),
    ("speech_key", "Bearer key of the speech service."),
    ("speech_model", "Which model of the speech service speaks."),
    ("speech_voice", "The service's voice where a creator has chosen none."),
    ("espeak", "The program that speaks: a path, or a name in PATH."),
    ("speech_processes", "Programs that speak at once; the others wait."),
    (
        "webhooks_reach",
        "How far outgoing webhooks may reach: outside (the public Internet), loopback (this machine, too) or anywhere (private networks, too).",
    ),
    ("webhooks_off_days", "After how many days of failures alone a webhook is switched off."),
];

/// Variables of the Companion seed that are read where set.
pub(super) const SEED_NAMES: &[&str] = &["POSTGRES_HOST", "REDIS_HOST", "PORT", "SSO_URL"];

#[cfg(test)]
mod tests {
    use super::MEANINGS;
    use crate::config::Settings;

    #[test]
    fn every_setting_has_a_meaning_and_every_meaning_a_setting() {
        let settings = serde_json::to_value(Settings::default()).expect("plain");
        let mut names: Vec<&str> = settings.as_object().expect("an object").keys().map(String::as_str).collect();
        let mut meant: Vec<&str> = MEANINGS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        meant.sort_unstable();
        assert_eq!(names, meant);
    }
}
