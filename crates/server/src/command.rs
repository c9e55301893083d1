//! The commands, one file each.

mod beside;
mod classify;
mod codes;
pub mod doctor;
pub mod migrate;
mod probe;
mod restore;
mod simulate;

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::cli::{Account, Cli, Command, Token};
use crate::config::{self, Loaded};
use crate::control::Request;
use crate::{document, serve};

/// The longest password read from standard input, bytes.
const PASSWORD_BYTES_MAX: u64 = 4096;

/// Reads the settings and runs the command.
///
/// # Errors
/// What went wrong, in words for the terminal.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let environment: Vec<(String, String)> = std::env::vars().collect();
    let loaded = config::load(&cli.flags()?, &environment, cli.everywhere.config.as_deref())?;
    let settings = &loaded.settings;
    match cli.command {
        Command::Serve(_) => {
            crate::log::start(settings.log_format, &settings.log_level)?;
            serve::run(loaded.settings).await?;
        }
        Command::Migrate { dry_run } => say(&migrate::run(settings, dry_run).await?)?,
        Command::Doctor => {
            let findings = doctor::run(settings).await;
            say(&doctor::print(&findings))?;
            if findings.iter().any(|finding| finding.verdict == doctor::Verdict::Bad) {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Account(account) => beside::run(settings, account_request(account)?).await?,
        Command::Token(Token::Create { username, name, scopes, days }) => {
            beside::run(settings, Request::CreateToken { username, name, scopes, days }).await?;
        }
        Command::Backup { to } => beside::run(settings, Request::Backup { to: std::path::absolute(to)? }).await?,
        Command::Rebuild => beside::run(settings, Request::Rebuild).await?,
        Command::Restore { from } => say(&restore::run(settings, &from).await?)?,
        Command::Openapi => say(&document::written()?)?,
        Command::Codes => say(&codes::codes())?,
        Command::Classify(flags) => classify::run(&flags)?,
        Command::Simulate(flags) => return simulate::run(&flags).await,
        Command::Config { markdown } => say(&config_text(&loaded, markdown))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn config_text(loaded: &Loaded, markdown: bool) -> String {
    if markdown { config::markdown() } else { config::print(loaded) }
}

fn account_request(account: Account) -> anyhow::Result<Request> {
    Ok(match account {
        Account::Create { username, roles, tenant, password_stdin } => {
            Request::CreateAccount { username, roles, tenant, password: read_password(password_stdin)? }
        }
        Account::List => Request::ListAccounts,
        Account::SetPassword { username, password_stdin } => Request::SetPassword { username, password: read_password(password_stdin)? },
        Account::CreateTenant { name } => Request::CreateTenant { name },
    })
}

/// The first line of standard input, when it was asked for.
fn read_password(wanted: bool) -> anyhow::Result<Option<String>> {
    if !wanted {
        return Ok(None);
    }
    if std::io::stdin().is_terminal() {
        ask("Password (it will be seen): ")?;
    }
    let mut text = String::new();
    std::io::stdin().take(PASSWORD_BYTES_MAX).read_to_string(&mut text).context("no password could be read")?;
    Ok(Some(text.lines().next().unwrap_or("").to_owned()))
}

/// Standard output is for answers. Whoever stopped reading (`| head`) has what they wanted.
fn say(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Standard error is for what happens on the way.
fn ask(text: &str) -> anyhow::Result<()> {
    Ok(std::io::stderr().lock().write_all(text.as_bytes())?)
}
