//! What an operator's commands do: the same work whether a server runs (asked through the control socket) or not.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use footlights_base::{Chance, ErrorKind, Failure};
use footlights_companion::Companion;
use footlights_identity::{Actor, CreateAccount, CreateToken, Identity, TokenFor};
use footlights_store::{Phase, Store};
use footlights_surface::{Role, Roles};
use zeroize::Zeroizing;

use crate::control::{Progress, Request};

/// How many accounts are read at once.
const ACCOUNTS_PER_PAGE: u32 = 200;

/// What the commands work on.
#[derive(Clone)]
pub struct Desk {
    /// Accounts, tenants, tokens.
    pub identity: Identity,
    /// Whose sums are rebuilt.
    pub companion: Companion,
    /// What is backed up.
    pub store: Store,
    /// Makes passwords.
    pub chance: Chance,
}

/// Does one request; the lines are for standard output.
///
/// # Errors
/// A refusal in words, or what broke.
pub async fn run(desk: Desk, request: Request, progress: Progress) -> anyhow::Result<Vec<String>> {
    match request {
        Request::Backup { to } => backup(&desk, &to, progress).await,
        Request::CreateAccount { username, roles, tenant, password } => {
            let (password, made) = given_or_made(&desk, password);
            let actor = operator(&desk, &tenant).await?;
            let command = CreateAccount { username, password, display_name: None, roles: parse_roles(&roles)? };
            let account = desk.identity.create_account(&actor, command, None).await.map_err(in_words)?;
            let mut lines = vec![format!("account {} ({})", account.username, account.id)];
            lines.extend(made.map(|password| format!("password: {}", *password)));
            Ok(lines)
        }
        Request::ListAccounts => list_accounts(&desk).await,
        Request::SetPassword { username, password } => {
            let (password, made) = given_or_made(&desk, password);
            let account = desk.identity.account_by_username(&username).await.map_err(in_words)?;
            desk.identity.set_password(&Actor::Operator(account.tenant_id), account.id, password).await.map_err(in_words)?;
            let mut lines = vec![format!("{username} has a new password; every sign-in of theirs has ended")];
            lines.extend(made.map(|password| format!("password: {}", *password)));
            Ok(lines)
        }
        Request::CreateTenant { name } => {
            let tenant = desk.identity.create_tenant(&name).await.map_err(in_words)?;
            Ok(vec![format!("tenant {} ({})", tenant.name, tenant.id)])
        }
        Request::CreateToken { username, name, scopes, days } => create_token(&desk, &username, name, scopes, days).await,
        Request::Rebuild => rebuild(&desk, progress).await,
    }
}

async fn backup(desk: &Desk, to: &std::path::Path, progress: Progress) -> anyhow::Result<Vec<String>> {
    let report = desk
        .store
        .backup(
            to,
            Arc::new(move |step| {
                let verb = match step.phase {
                    Phase::Copying => "copying",
                    Phase::Verifying => "verifying",
                };
                // Who does not read fast enough misses steps, not the backup.
                let _missed = progress.try_send(format!("{verb}: {} of {}", step.done, step.total));
            }),
        )
        .await
        .context("no backup was made")?;
    let rows: u64 = report.tables.iter().map(|(_, rows)| rows).sum();
    Ok(vec![
        format!("{}: {} rows of {} tables, {} KiB, verified", to.display(), rows, report.tables.len(), report.bytes >> 10),
        "Keep secret.key of the data directory with it: what is stored encrypted opens only with that.".into(),
    ])
}

async fn rebuild(desk: &Desk, progress: Progress) -> anyhow::Result<Vec<String>> {
    // Who does not read fast enough misses steps, not the rebuild.
    let tell = |creator| drop(progress.try_send(format!("rebuilding the sums of {creator}")));
    let rebuilt = desk.companion.rebuild_sums(tell).await.map_err(in_words)?;
    let mut lines = vec![format!("{} creators, {} sums compared", rebuilt.creators, rebuilt.compared)];
    if rebuilt.differences.is_empty() {
        lines.push("All were what the tips say.".into());
    } else {
        lines.push(format!("{} differed and are right now:", rebuilt.differences.len()));
        lines.extend(rebuilt.differences);
    }
    Ok(lines)
}

async fn list_accounts(desk: &Desk) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for tenant in desk.identity.list_tenants().await.map_err(in_words)? {
        let mut after = None;
        loop {
            let page = desk.identity.list_accounts(&Actor::Operator(tenant.id), after, ACCOUNTS_PER_PAGE).await.map_err(in_words)?;
            after = page.items.last().map(|account| account.id);
            for account in page.items {
                let state = if account.suspended_at.is_some() { "  suspended" } else { "" };
                let roles: Vec<String> = account.roles.iter().map(|role| role.to_string()).collect();
                lines.push(format!("{}  {}  {}  {}{state}", account.id, tenant.name, account.username, roles.join(",")));
            }
            if page.next_cursor.is_none() {
                break;
            }
        }
    }
    Ok(lines)
}

async fn create_token(desk: &Desk, username: &str, name: String, scopes: Vec<String>, days: Option<u32>) -> anyhow::Result<Vec<String>> {
    let account = desk.identity.account_by_username(username).await.map_err(in_words)?;
    let expires_in = days.map(|days| Duration::from_secs(u64::from(days) * 24 * 3600));
    let command = CreateToken { acts_for: TokenFor::Account(account.id), name, scopes, expires_in };
    let issued = desk.identity.create_token(&Actor::Operator(account.tenant_id), command, None).await.map_err(in_words)?;
    Ok(vec![format!("token: {}", issued.secret)])
}

fn given_or_made(desk: &Desk, given: Option<String>) -> (Zeroizing<String>, Option<Zeroizing<String>>) {
    match given {
        Some(password) => (Zeroizing::new(password), None),
        None => {
            let made: String = desk.chance.bytes::<12>().iter().map(|byte| format!("{byte:02x}")).collect();
            (Zeroizing::new(made.clone()), Some(Zeroizing::new(made)))
        }
    }
}

async fn operator(desk: &Desk, tenant: &str) -> anyhow::Result<Actor> {
    match desk.identity.tenant(Some(tenant)).await {
        Ok(tenant) => Ok(Actor::Operator(tenant.id)),
        Err(failure) if failure.kind() == ErrorKind::NotFound => {
            bail!("there is no tenant `{tenant}`; make it with `footlights account create-tenant {tenant}`")
        }
        Err(failure) => Err(in_words(failure)),
    }
}

fn parse_roles(words: &[String]) -> anyhow::Result<Roles> {
    let roles: Vec<Role> = words
        .iter()
        .map(|word| word.parse::<Role>().map_err(|_| anyhow::anyhow!("`{word}` is no role; take viewer, creator, developer or admin")))
        .collect::<Result<_, _>>()?;
    Ok(Roles::new(roles))
}

/// A refusal as a sentence with the wrong fields; what broke as it is, since the operator may see it.
fn in_words(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Rejected(rejection) => {
            let fields: Vec<String> = rejection.fields.iter().map(|field| format!("{}: {}", field.field, field.detail)).collect();
            if fields.is_empty() { anyhow::anyhow!("{}", rejection.detail) } else { anyhow::anyhow!("{}", fields.join("; ")) }
        }
        Failure::Broken(error) => error.into(),
    }
}
