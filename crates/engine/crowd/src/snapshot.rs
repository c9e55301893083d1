//! A crowd as bytes, and back.
//!
//! Owns: the format. Does not know: where the bytes are kept.
//! Layout: the magic, [`SNAPSHOT_VERSION`], the fingerprint of the configuration, the state column by column, and a hash of all before it.
//! Numbers are little-endian. The configuration itself is not inside: whoever restores brings the same one.

mod reading;
mod seats;
mod session;
mod state;
mod waiting;
mod writing;

pub(crate) use reading::Reader;
pub(crate) use writing::{Hasher, Sink};

use crate::crowd::Crowd;
use crate::refusal::SnapshotRefusal;
use crate::rules::Rules;

/// The format this version writes and reads. A change of layout takes the next number, and the old one is read or refused by name.
pub const SNAPSHOT_VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"FLCROWD\0";
const HEAD: usize = 8 + 4 + 8;

impl Crowd {
    /// The whole state as bytes.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Vec::from(MAGIC);
        bytes.u32(SNAPSHOT_VERSION);
        bytes.u64(self.rules.fingerprint);
        self.write(&mut bytes);
        let hash = hash_of(&bytes);
        bytes.u64(hash);
        bytes
    }

    /// A crowd from its snapshot, under the configuration it was taken with.
    ///
    /// # Errors
    ///
    /// No snapshot, another format, another configuration, damage.
    pub fn restore(rules: Rules, bytes: &[u8]) -> Result<Self, SnapshotRefusal> {
        if bytes.len() < HEAD + 8 || bytes[..8] != MAGIC {
            return Err(SnapshotRefusal::NotASnapshot);
        }
        let (body, hash) = bytes.split_at(bytes.len() - 8);
        let mut reader = Reader::new(&body[8..]);
        let found = reader.u32()?;
        if found != SNAPSHOT_VERSION {
            return Err(SnapshotRefusal::Version { found });
        }
        if hash != hash_of(body).to_le_bytes() {
            return Err(SnapshotRefusal::Damaged("its hash does not match"));
        }
        if reader.u64()? != rules.fingerprint {
            return Err(SnapshotRefusal::OtherConfig);
        }
        let mut crowd = Self::new(rules);
        crowd.read(&mut reader)?;
        reader.end()?;
        crowd.check()?;
        Ok(crowd)
    }

    /// A hash of the whole state: two crowds with one hash after a tick have had the same configuration and inputs.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hasher = Hasher::default();
        hasher.u64(self.rules.fingerprint);
        self.write(&mut hasher);
        hasher.finish()
    }
}

fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = Hasher::default();
    hasher.bytes(bytes);
    hasher.finish()
}
