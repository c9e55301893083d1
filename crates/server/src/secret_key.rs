//! The installation's master secret: 32 bytes that encrypt what is stored encrypted.
//!
//! From the setting `secret_key`, which many nodes share, or from `secret.key` in the data directory, made at first start.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use footlights_base::Chance;

use crate::config::Settings;

const FILE: &str = "secret.key";

/// The master secret, read or made.
///
/// # Errors
/// When the setting or the file is not 64 hexadecimal digits, or when the file may be read by others.
pub fn load(settings: &Settings, chance: &Chance) -> anyhow::Result<[u8; 32]> {
    if let Some(text) = settings.secret_key.expose() {
        return parse(text).context("the setting secret_key is not 64 hexadecimal digits; make one with `openssl rand -hex 32`");
    }
    let path = settings.data_dir.join(FILE);
    match std::fs::File::open(&path) {
        Ok(mut file) => {
            let mode = file.metadata()?.permissions().mode();
            if mode & 0o077 != 0 {
                bail!("{} may be read by others; run `chmod 600 {}`", path.display(), path.display());
            }
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            parse(text.trim())
                .with_context(|| format!("{} is not 64 hexadecimal digits; restore it from where your backups are", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => make(&path, chance),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

fn make(path: &Path, chance: &Chance) -> anyhow::Result<[u8; 32]> {
    let key = chance.bytes::<32>();
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("{} cannot be made", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // The name must survive a power cut as well as the content, or everything encrypted with it is lost.
    std::fs::File::open(path.parent().context("a key file stands in a folder")?)?.sync_all()?;
    Ok(key)
}

fn parse(text: &str) -> anyhow::Result<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        bail!("64 hexadecimal digits are wanted");
    }
    let mut key = [0; 32];
    for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair)?, 16)?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::load;
    use crate::config::Settings;
    use footlights_base::Chance;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_key_is_made_once_kept_private_and_read_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let settings = Settings { data_dir: dir.path().into(), ..Settings::default() };
        let first = load(&settings, &Chance::seeded(1)).expect("made");
        assert_eq!(load(&settings, &Chance::seeded(2)).expect("read"), first);
        let path = dir.path().join("secret.key");
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
        assert!(load(&settings, &Chance::seeded(1)).expect_err("too open").to_string().contains("chmod 600"));
    }

    #[test]
    fn a_key_that_is_none_is_refused_not_replaced() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("secret.key");
        std::fs::write(&path, "oops").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
        let settings = Settings { data_dir: dir.path().into(), ..Settings::default() };
        assert!(load(&settings, &Chance::seeded(1)).is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("still there"), "oops");
    }
}
