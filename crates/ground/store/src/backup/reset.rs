//! What a restored database must not believe: that its numbering is the one clients know, that leases and claims
//! are held. Plain SQL, the same on both databases.

/// A new epoch for every topic, larger than any before: time moves on even when the same backup is restored twice.
/// `$1` is what an epoch born now would be.
pub(super) const NEW_EPOCHS: &str = "UPDATE topic SET epoch = CASE WHEN epoch >= $1 THEN epoch + 1 ELSE $1 END";
/// No owner survives a restore; tokens go on, so that none is given twice.
pub(super) const FREE_LEASES: &str = "UPDATE store_lease SET until_ms = 0, token = token + 1";
/// No run survives a restore.
pub(super) const FREE_CLAIMS: &str = "DELETE FROM store_job_claim";
