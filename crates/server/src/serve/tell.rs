//! What a person at the terminal is told.

use std::io::Write as _;
use std::net::SocketAddr;

use footlights_identity::Identity;
use zeroize::Zeroizing;

use crate::config::Settings;
use crate::demo;

/// Makes tenant `default` and account `admin` where nothing is yet; a made password is printed this once.
pub(super) async fn first_start(identity: &Identity, settings: &Settings) -> anyhow::Result<()> {
    let given = settings.admin_password.expose().map(|password| Zeroizing::new(password.to_owned()));
    if let Some(made) = identity.first_start(given).await?
        && let Some(password) = made.made_password
    {
        let text = format!("first start: sign in as {} with the password {} (it is not shown again)\n", made.admin.username, *password);
        std::io::stdout().lock().write_all(text.as_bytes())?;
    }
    Ok(())
}

/// The line scripts wait for.
pub(super) fn listening(address: SocketAddr) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on http://{address}")?;
    Ok(out.flush()?)
}

/// How to get in.
pub(super) fn demo(public_url: &str) -> anyhow::Result<()> {
    let text = format!("demo: open {public_url}/studio/ and sign in as {} with the password {}\n", demo::USERNAME, demo::PASSWORD);
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}
