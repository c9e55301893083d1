//! `--demo`: life at once. A creator, a live session, a gentle stream of simulated tips and viewers, a room with people in it.
//!
//! Everything goes through the use cases a real performer's scripts use. Refuses a data directory with other data.

mod chat;
mod crowd;
mod props;
mod rooms;

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use anyhow::{Context as _, bail};
use footlights_companion::{Companion, StartSession};
use footlights_identity::{Actor, CreateAccount, Identity, LogIn};
use footlights_surface::{Authenticator as _, Caller, Credential, Role, Roles};
use zeroize::Zeroizing;

use crate::config::Settings;

pub use chat::{cast, chat};
pub use crowd::play;
pub use rooms::{RoomParts, mingle};

/// The demo creator's name.
pub const USERNAME: &str = "demo";
/// The demo creator's password. Known to everybody, hence loopback only.
pub const PASSWORD: &str = "demo-demo";
/// Marks a data directory as one of the demo.
const MARK: &str = "demo";

/// Refuses a place that holds something else, and marks an empty one. Before anything is opened.
///
/// # Errors
/// When there is other data.
pub fn claim(settings: &Settings) -> anyhow::Result<()> {
    if settings.database_url.expose().is_some() {
        bail!("--demo keeps its data in SQLite; take database_url away");
    }
    let dir = &settings.data_dir;
    if holds_other_data(dir)? {
        bail!("{} holds other data; give the demo a folder of its own, such as --data-dir ./data/demo", dir.display());
    }
    std::fs::write(dir.join(MARK), "This folder belongs to `footlights serve --demo` and may be deleted.\n")
        .with_context(|| format!("{} cannot be written", dir.display()))
}

fn holds_other_data(dir: &Path) -> anyhow::Result<bool> {
    let empty = std::fs::read_dir(dir).with_context(|| format!("{} cannot be read", dir.display()))?.next().is_none();
    Ok(!empty && !dir.join(MARK).exists())
}

/// The demo creator, made at the first start, with a live session.
///
/// # Errors
/// What kept them from being made.
pub async fn open(identity: &Identity, companion: &Companion) -> anyhow::Result<Caller> {
    let tenant = identity.tenant(None).await?;
    if identity.account_by_username(USERNAME).await.is_err() {
        let command = CreateAccount {
            username: USERNAME.into(),
            password: Zeroizing::new(PASSWORD.into()),
            display_name: Some("Demo".into()),
            roles: Roles::new([Role::Creator]),
        };
        identity.create_account(&Actor::Operator(tenant.id), command, None).await?;
    }
    let log_in = LogIn { username: USERNAME.into(), password: Zeroizing::new(PASSWORD.into()), remote: IpAddr::V4(Ipv4Addr::LOCALHOST) };
    let signed_in = identity.log_in(log_in).await?;
    let caller = identity.authenticate(Credential::Bearer(&signed_in.access_token)).await?;
    if companion.find_active_session(caller.account).await?.is_none() {
        let command = StartSession { platform: "other".into(), title: Some("Friday night, hat at 500".into()), ..StartSession::default() };
        companion.start_session(&caller, command, None).await?;
    }
    props::set(companion, &caller).await?;
    Ok(caller)
}

#[cfg(test)]
mod tests {
    use super::claim;
    use crate::config::Settings;

    #[test]
    fn the_demo_takes_an_empty_folder_or_its_own_and_no_other() {
        let dir = tempfile::tempdir().expect("a folder");
        let settings = Settings { data_dir: dir.path().into(), ..Settings::default() };
        claim(&settings).expect("empty");
        std::fs::write(dir.path().join("footlights.db"), "x").expect("written");
        claim(&settings).expect("its own");
        std::fs::remove_file(dir.path().join("demo")).expect("removed");
        assert!(claim(&settings).expect_err("other data").to_string().contains("--data-dir"));
    }
}
