//! Faults of the disk: a library put before the server's own calls (LD_PRELOAD) that fails writes while a file says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

/// Which fault.
#[derive(Debug, Clone, Copy)]
pub enum DiskFault {
    /// The device reports an error (EIO).
    Broken,
    /// The device is full (ENOSPC).
    Full,
}

/// A switch for disk faults of one server.
#[derive(Debug, Clone)]
pub struct Disk {
    shim: PathBuf,
    switch: PathBuf,
}

impl Disk {
    /// Builds the library (a few lines of C) into `folder`.
    ///
    /// # Errors
    /// When there is no C compiler, without which the project does not build either.
    pub fn prepare(folder: &Path) -> anyhow::Result<Self> {
        let (shim, switch) = (folder.join("libfaults.so"), folder.join("fault"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/disk.c");
        let status =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&shim).arg(source).arg("-ldl").status().context("cc")?;
        ensure!(status.success(), "the fault library does not build");
        Ok(Self { shim, switch })
    }

    /// What the server's environment needs.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        vec![("LD_PRELOAD".into(), self.shim.display().to_string()), ("DISK_FAULT_SWITCH".into(), self.switch.display().to_string())]
    }

    /// From now on writes to database files fail.
    ///
    /// # Errors
    /// When the switch cannot be written.
    pub fn fail(&self, fault: DiskFault) -> anyhow::Result<()> {
        let word = match fault {
            DiskFault::Broken => "EIO",
            DiskFault::Full => "ENOSPC",
        };
        Ok(std::fs::write(&self.switch, word)?)
    }

    /// The disk is well again.
    ///
    /// # Errors
    /// When the switch cannot be removed.
    pub fn heal(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(&self.switch)?)
    }
}
