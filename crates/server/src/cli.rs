//! The command line: names and flags are contracts (4-contracts §1).

mod classify;
mod simulate;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::LogFormat;

pub use classify::{Asked, Classify};
pub use simulate::Simulate;

/// Footlights: everything that happens between a stage and its crowd, in one server.
#[derive(Debug, Parser)]
#[command(name = "footlights", version, about, propagate_version = true)]
pub struct Cli {
    /// Settings that hold for every command.
    #[command(flatten)]
    pub everywhere: Everywhere,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags every command takes.
#[derive(Debug, Args)]
pub struct Everywhere {
    /// The settings file; without this flag `footlights.toml` is read when it is there.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the database, the keys and the control socket.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// `postgres://…` instead of SQLite in the data directory.
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// `redis://…`, needed for more than one node.
    #[arg(long, global = true, value_name = "URL")]
    pub redis_url: Option<String>,
    /// How log lines look.
    #[arg(long, global = true, value_enum)]
    pub log_format: Option<LogFormat>,
    /// What is logged, such as `info` or `warn,footlights_store=debug`.
    #[arg(long, global = true, value_name = "FILTER")]
    pub log_level: Option<String>,
    /// Any other setting, such as `--set writes_per_second=0`.
    #[arg(long = "set", global = true, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server.
    Serve(Serve),
    /// Bring the database to this version's shape.
    Migrate {
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Check this machine and these settings, and say what to do.
    Doctor,
    /// Accounts and tenants.
    #[command(subcommand)]
    Account(Account),
    /// Personal access tokens.
    #[command(subcommand)]
    Token(Token),
    /// Write a backup of everything durable; the server may be running.
    Backup {
        /// The new file.
        to: PathBuf,
    },
    /// Fill an empty database from a backup.
    Restore {
        /// The backup.
        from: PathBuf,
    },
    /// Make the sums behind the figures anew from the tips, and say which were wrong.
    Rebuild,
    /// Say what chat lines feel: lines in, a line of JSON for each out, in their order.
    Classify(Classify),
    /// Play a scenario of streams with a simulated crowd: ten hours in seconds, as curves, a report, a check.
    Simulate(Simulate),
    /// Print the OpenAPI document of this version.
    Openapi,
    /// Print every setting with value, origin and meaning.
    Config {
        /// As Markdown, with defaults instead of values.
        #[arg(long)]
        markdown: bool,
    },
    /// Print the codes of all refusals as Markdown.
    #[command(hide = true)]
    Codes,
}

/// `footlights serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port; port 0 picks a free one.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Where people reach this server.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Start with a demo creator, a live session and simulated tips. Loopback only.
    #[arg(long)]
    pub demo: bool,
    /// Add the fixtures that protocol test suites need. Loopback only.
    #[arg(long)]
    pub conformance: bool,
}

/// `footlights account …`
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Make an account; its password is made and printed once, or read from standard input.
    Create {
        /// Unique on this installation.
        username: String,
        /// viewer, creator, developer or admin; several with commas.
        #[arg(long, value_delimiter = ',', default_value = "viewer")]
        roles: Vec<String>,
        /// The tenant's name; `default` when not said.
        #[arg(long, default_value = "default")]
        tenant: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts.
    List,
    /// Set a new password; it is made and printed once, or read from standard input.
    SetPassword {
        /// Whose.
        username: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Make a tenant.
    CreateTenant {
        /// Its name.
        name: String,
    },
}

/// `footlights token …`
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a personal access token and print it once.
    Create {
        /// Whose.
        username: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do, with commas, such as `tips:write`.
        #[arg(long, value_delimiter = ',')]
        scopes: Vec<String>,
        /// Days until it ends; without it never.
        #[arg(long)]
        days: Option<u32>,
    },
}

impl Cli {
    /// The flags that were given, as settings.
    ///
    /// # Errors
    /// When `--set` is not `name=value`.
    pub fn flags(&self) -> anyhow::Result<Vec<(String, String)>> {
        let mut flags = Vec::new();
        let mut add = |name: &str, value: Option<String>| flags.extend(value.map(|value| (name.to_owned(), value)));
        let given = &self.everywhere;
        add("data_dir", given.data_dir.as_ref().map(|dir| dir.display().to_string()));
        add("database_url", given.database_url.clone());
        add("redis_url", given.redis_url.clone());
        add("log_format", given.log_format.map(|format| format!("{format:?}").to_lowercase()));
        add("log_level", given.log_level.clone());
        if let Command::Serve(serve) = &self.command {
            add("listen", serve.listen.clone());
            add("public_url", serve.public_url.clone());
            add("demo", serve.demo.then(|| "true".into()));
            add("conformance", serve.conformance.then(|| "true".into()));
        }
        for pair in &given.set {
            let (name, value) = pair.split_once('=').ok_or_else(|| anyhow::anyhow!("--set takes NAME=VALUE, not `{pair}`"))?;
            add(name, Some(value.into()));
        }
        Ok(flags)
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::{CommandFactory as _, Parser as _};

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_become_settings() {
        let cli = Cli::parse_from(["footlights", "serve", "--listen", "127.0.0.1:0", "--demo", "--set", "writes_per_second=0"]);
        let flags = cli.flags().expect("well formed");
        assert!(flags.contains(&("listen".into(), "127.0.0.1:0".into())));
        assert!(flags.contains(&("demo".into(), "true".into())));
        assert!(flags.contains(&("writes_per_second".into(), "0".into())));
    }
}
