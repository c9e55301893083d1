//! Laying flag over environment over file over default, remembering for each value where it came from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::value::{Dict, Map, Value};
use figment::{Error as FigmentError, Figment, Metadata, Profile, Provider};

use super::Settings;
use super::meaning::{MEANINGS, SEED_NAMES};

/// Prefixes of environment variables that must be known settings.
const PREFIXES: [&str; 3] = ["FOOTLIGHTS_", "SHOWTIME_", "STREAM_"];
/// Settings with a flag of their own; the others are given by `--set`.
const FLAGS: [&str; 9] =
    ["listen", "public_url", "demo", "conformance", "data_dir", "database_url", "redis_url", "log_format", "log_level"];
/// How the address of a PostgreSQL database begins.
const POSTGRES_SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// Variables of the project's own tests, which share a shell with the servers they start.
const TEST_PREFIX: &str = "FOOTLIGHTS_TEST_";

/// The settings and where each came from.
#[derive(Debug)]
pub struct Loaded {
    /// The values that apply.
    pub settings: Settings,
    /// Setting name → `flag --listen`, `environment FOOTLIGHTS_LISTEN`, `file …`, `default`.
    pub origins: BTreeMap<String, String>,
}

/// A setting is unknown, malformed or unreadable.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read or is not TOML.
    #[error("{path}: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A name nobody knows.
    #[error("{origin}: there is no setting `{name}`{hint}. `footlights config` lists them all.")]
    Unknown {
        /// The name as written.
        name: String,
        /// Where it was written.
        origin: String,
        /// A known name that looks alike.
        hint: String,
    },
    /// The database's address is of a kind nobody here speaks.
    #[error("{origin}: database_url reads postgres://user:password@host:5432/name; leave it empty for SQLite in the data directory")]
    DatabaseUrl {
        /// Where it was written.
        origin: String,
    },
    /// A value of the wrong kind.
    #[error("{0}")]
    Value(Box<FigmentError>),
}

/// One value with its origin, as a layer of its own so that the origin stays exact.
struct One {
    name: String,
    value: Value,
    origin: String,
}

impl Provider for One {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone()).interpolater(|_, keys| keys.join("."))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, FigmentError> {
        Ok(Map::from([(Profile::Default, Dict::from([(self.name.clone(), self.value.clone())]))]))
    }
}

/// Reads all layers. `flags` are `(setting, text)` pairs of flags that were given; `file` was named by the user or not.
///
/// # Errors
/// The first unknown name or wrong value, with its origin and what to do.
pub fn load(flags: &[(String, String)], environment: &[(String, String)], file: Option<&Path>) -> Result<Loaded, ConfigError> {
    let mut figment = Figment::new();
    for (name, value) in from_file(file)? {
        let origin = format!("file {}", file.unwrap_or(Path::new("footlights.toml")).display());
        known(&name, &origin)?;
        figment = figment.merge(One { name, value, origin });
    }
    for (name, text, variable) in from_environment(environment)? {
        let value = typed(&name, &text);
        figment = figment.merge(One { name, value, origin: format!("environment {variable}") });
    }
    for (name, text) in flags {
        let origin =
            if FLAGS.contains(&name.as_str()) { format!("flag --{}", name.replace('_', "-")) } else { format!("flag --set {name}") };
        known(name, &origin)?;
        figment = figment.merge(One { name: name.clone(), value: typed(name, text), origin });
    }
    let origins: BTreeMap<_, _> = MEANINGS
        .iter()
        .map(|(name, _)| {
            let origin = figment.find_metadata(name).map_or_else(|| "default".to_owned(), |m| m.name.to_string());
            ((*name).to_owned(), origin)
        })
        .collect();
    let settings: Settings = figment.extract().map_err(|error| ConfigError::Value(Box::new(error)))?;
    if settings.database_url.expose().is_some_and(|url| !POSTGRES_SCHEMES.iter().any(|scheme| url.starts_with(scheme))) {
        return Err(ConfigError::DatabaseUrl { origin: origins["database_url"].clone() });
    }
    Ok(Loaded { settings, origins })
}

/// The lines of the file. A file nobody named may be absent.
fn from_file(named: Option<&Path>) -> Result<Vec<(String, Value)>, ConfigError> {
    let path = named.unwrap_or(Path::new("footlights.toml"));
    let broken = |reason: String| ConfigError::File { path: path.into(), reason };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(broken(error.to_string())),
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| broken(error.to_string()))?;
    table.into_iter().map(|(name, value)| Ok((name, Value::serialize(value).map_err(|error| broken(error.to_string()))?))).collect()
}

/// The environment's settings as (name, text, variable). Names the seeds brought count where no name of ours is set.
fn from_environment(environment: &[(String, String)]) -> Result<Vec<(String, String, String)>, ConfigError> {
    let mut found = seed_names(environment);
    for (variable, text) in environment {
        if variable.starts_with(TEST_PREFIX) || !PREFIXES.iter().any(|prefix| variable.starts_with(prefix)) {
            continue;
        }
        let name = variable.strip_prefix("FOOTLIGHTS_").unwrap_or(variable).to_ascii_lowercase();
        known(&name, &format!("environment {variable}"))?;
        found.push((name, text.clone(), variable.clone()));
    }
    Ok(found)
}

/// The Companion seed's own variables (`POSTGRES_HOST` …): they count only where set.
fn seed_names(environment: &[(String, String)]) -> Vec<(String, String, String)> {
    let get = |wanted: &str| environment.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let mut found = Vec::new();
    if let Some(host) = get("POSTGRES_HOST") {
        let user = get("POSTGRES_USER").unwrap_or("streaming");
        let password = get("POSTGRES_PASSWORD").map(|p| format!(":{}", percent(p))).unwrap_or_default();
        let (port, database) = (get("POSTGRES_PORT").unwrap_or("5432"), get("POSTGRES_DB").unwrap_or("footlights"));
        found.push(("database_url", format!("postgres://{}{password}@{host}:{port}/{database}", percent(user)), "POSTGRES_HOST"));
    }
    if let Some(host) = get("REDIS_HOST") {
        found.push(("redis_url", format!("redis://{host}:{}", get("REDIS_PORT").unwrap_or("6379")), "REDIS_HOST"));
    }
    if let Some(port) = get("PORT") {
        found.push(("listen", format!("127.0.0.1:{port}"), "PORT"));
    }
    if let Some(issuer) = get("SSO_URL") {
        found.push(("oidc_issuer", issuer.to_owned(), "SSO_URL"));
    }
    debug_assert!(found.iter().all(|(_, _, variable)| SEED_NAMES.contains(variable)));
    found.into_iter().map(|(name, text, variable)| (name.to_owned(), text, variable.to_owned())).collect()
}

/// Percent-encodes what may stand in a user name or password of a URL.
fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn known(name: &str, origin: &str) -> Result<(), ConfigError> {
    if MEANINGS.iter().any(|(known, _)| *known == name) {
        return Ok(());
    }
    let alike = MEANINGS.iter().map(|(known, _)| *known).find(|known| {
        let common = known.split('_').filter(|word| name.split('_').any(|w| w == *word)).count();
        common * 2 > known.split('_').count() || known.starts_with(name) || name.starts_with(known)
    });
    let hint = alike.map(|known| format!(" (did you mean `{known}`?)")).unwrap_or_default();
    Err(ConfigError::Unknown { name: name.into(), origin: origin.into(), hint })
}

/// Text of a flag or variable as the kind of value the setting has; a password of digits stays text.
fn typed(name: &str, text: &str) -> Value {
    let default = serde_json::to_value(Settings::default()).expect("settings are plain");
    match &default[name] {
        serde_json::Value::Array(_) => {
            Value::from(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(String::from).collect::<Vec<_>>())
        }
        serde_json::Value::Number(_) => text.trim().parse::<u64>().map_or_else(|_| Value::from(text), Value::from),
        serde_json::Value::Bool(_) => match text.trim() {
            "true" | "1" | "yes" | "on" => Value::from(true),
            "false" | "0" | "no" | "off" | "" => Value::from(false),
            other => Value::from(other),
        },
        _ => Value::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::load;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    #[test]
    fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("footlights.toml");
        std::fs::write(&file, "listen = '1.1.1.1:1'\nlog_level = 'debug'\ndrain_seconds = 5\n").expect("written");
        let environment = env(&[("FOOTLIGHTS_LISTEN", "2.2.2.2:2"), ("FOOTLIGHTS_LOG_LEVEL", "warn")]);
        let loaded = load(&[("listen".into(), "3.3.3.3:3".into())], &environment, Some(&file)).expect("all known");
        assert_eq!(loaded.settings.listen, "3.3.3.3:3");
        assert_eq!(loaded.settings.log_level, "warn");
        assert_eq!(loaded.settings.drain_seconds, 5);
        assert_eq!(loaded.origins["listen"], "flag --listen");
        assert_eq!(loaded.origins["log_level"], "environment FOOTLIGHTS_LOG_LEVEL");
        assert!(loaded.origins["drain_seconds"].starts_with("file "));
        assert_eq!(loaded.origins["data_dir"], "default");
    }

    #[test]
    fn unknown_names_are_refused_with_their_origin() {
        let error = load(&[], &env(&[("FOOTLIGHTS_LISTN", "x")]), None).expect_err("misspelt").to_string();
        assert!(error.contains("FOOTLIGHTS_LISTN") && error.contains("listn"), "{error}");
        let error = load(&[("lissten".into(), "x".into())], &[], None).expect_err("misspelt").to_string();
        assert!(error.contains("--set lissten"), "{error}");
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("footlights.toml");
        std::fs::write(&file, "data_folder = 'x'\n").expect("written");
        assert!(load(&[], &[], Some(&file)).is_err());
    }

    #[test]
    fn a_password_of_digits_stays_text_and_is_never_printed() {
        let loaded = load(&[], &env(&[("FOOTLIGHTS_ADMIN_PASSWORD", "12345678")]), None).expect("known");
        assert_eq!(loaded.settings.admin_password.expose(), Some("12345678"));
        assert!(!format!("{:?}", loaded.settings).contains("12345678"));
        assert!(!serde_json::to_string(&loaded.settings).expect("plain").contains("12345678"));
    }

    #[test]
    fn the_seeds_names_count_only_where_set_and_nothing_else_says_otherwise() {
        let environment = env(&[("POSTGRES_HOST", "db"), ("POSTGRES_PASSWORD", "p@ss"), ("PORT", "3130")]);
        let loaded = load(&[], &environment, None).expect("known");
        assert_eq!(loaded.settings.database_url.expose(), Some("postgres://streaming:p%40ss@db:5432/footlights"));
        assert_eq!(loaded.settings.listen, "127.0.0.1:3130");
        let both = env(&[("PORT", "3130"), ("FOOTLIGHTS_LISTEN", "127.0.0.1:1")]);
        assert_eq!(load(&[], &both, None).expect("known").settings.listen, "127.0.0.1:1");
    }

    #[test]
    fn a_database_nobody_speaks_to_is_refused_without_showing_its_password() {
        let error = load(&[], &env(&[("FOOTLIGHTS_DATABASE_URL", "mysql://me:secret@db/x")]), None).expect_err("not ours").to_string();
        assert!(error.contains("environment FOOTLIGHTS_DATABASE_URL") && error.contains("postgres://"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_names_its_setting() {
        let error = load(&[], &env(&[("FOOTLIGHTS_DRAIN_SECONDS", "soon")]), None).expect_err("not a number").to_string();
        assert!(error.contains("drain_seconds"), "{error}");
    }
}
