//! SQLite databases for tests: one migrated template file on tmpfs, copied for each test.
//! Knows no schema: the template's name is the hash of all migrations.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use footlights_store::{Database, Migrations, schema_fingerprint};
use tempfile::TempDir;

use crate::leftovers::{is_leftover, own_name};
use crate::world::migrate;

/// The database file within its folder.
const FILE: &str = "footlights.db";
/// Every test's folder begins so.
const RUN_PREFIX: &str = "run_";

/// A fresh copy of the migrated template, and the folder that takes it away when dropped.
pub(crate) async fn copy_of_template(migrations: &[Migrations]) -> (PathBuf, TempDir) {
    let home = home();
    let template = template(&home, migrations).await;
    let folder = tempfile::Builder::new()
        .prefix(&format!("{RUN_PREFIX}{}_", own_name()))
        .tempdir_in(&home)
        .expect("the folder for test databases is writable");
    let path = folder.path().join(FILE);
    fs::copy(&template, &path).expect("tmpfs has room for a test database");
    (path, folder)
}

/// The folder of all test databases: in memory where the machine offers it.
fn home() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    // Each user has their own, so that nobody meets files they may not touch.
    let user = std::env::var("USER").unwrap_or_else(|_| "me".to_owned());
    let home = place.join(format!("footlights-test-{user}"));
    fs::create_dir_all(&home).expect("the folder for test databases can be made");
    home
}

/// The template file of exactly these migrations, made when it is missing.
async fn template(home: &Path, migrations: &[Migrations]) -> PathBuf {
    let path = home.join(format!("template-{}.db", schema_fingerprint(migrations)));
    if path.exists() {
        return path;
    }
    // Many test processes start at once: one builds, the others wait for it.
    let lock = File::create(home.join("lock")).expect("the folder for test databases is writable");
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock))
        .await
        .expect("waiting for a lock does not panic")
        .expect("tmpfs knows file locks");
    if !path.exists() {
        clear_leftovers(home);
        let folder = tempfile::Builder::new().prefix("building-").tempdir_in(home).expect("the folder is writable");
        let building = folder.path().join(FILE);
        migrate(Database::Sqlite { path: building.clone() }, migrations).await;
        let wal = building.with_extension("db-wal");
        assert!(fs::metadata(&wal).map_or(0, |wal| wal.len()) == 0, "a closed store has no write-ahead log left");
        fs::rename(&building, &path).expect("a rename within one folder");
    }
    drop(lock);
    path
}

/// Removes what killed test processes left behind.
fn clear_leftovers(home: &Path) {
    let entries = fs::read_dir(home).expect("the folder for test databases can be read");
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|name| is_leftover(name, RUN_PREFIX)) {
            // Another process may be faster; gone is gone.
            let _gone = fs::remove_dir_all(entry.path());
        }
    }
}
