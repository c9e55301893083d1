//! A name for exactly these tables: what test templates are kept under.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::{Migrations, migrate};

/// A short text that differs whenever a step of the store or of one of these systems does.
#[must_use]
pub fn schema_fingerprint(systems: &[Migrations]) -> String {
    digest(&migrate::with_own(systems)).iter().take(8).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a text cannot fail");
        text
    })
}

/// SHA-256 over all steps of these systems.
pub(crate) fn digest(systems: &[Migrations]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for system in systems {
        for step in system.steps {
            // Lengths first: no two lists of texts run together.
            for part in [system.system, step.name, step.sql, &step.version.to_string()] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
    }
    hash.finalize().into()
}
