//! Leases: one owner at a time for a named thing, with a fencing token that makes a late owner harmless.
//!
//! Owns: taking, renewing, giving back and checking. Safety rests on the token alone, which is compared on the
//! lease row in the transaction of every write of an owner; the clock (the database's) only decides when others
//! may take over. Does not know what a lease is for.

use std::time::Duration;

use footlights_base::{ErrorKind, Failure, Rejection};
use tokio_util::sync::CancellationToken;

use crate::names::named;
use crate::{Keys, Read as _, Stop, Store, Tx, params, statements};

/// The shortest life of a lease: below it a slow disk would make owners change for nothing.
pub const LEASE_LIFE_MIN: Duration = Duration::from_secs(3);
/// How often in a row renewing may fail to reach the database before the owner gives up.
const RENEWALS_MISSED_MAX: u32 = 2;

statements! {
    /// Takes a lease that is free, expired or already the owner's; answers its new token, or no row.
    TAKE = "INSERT INTO store_lease (name, owner, token, until_ms) VALUES ($1, $2, 1, $3)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = store_lease.token + 1, until_ms = excluded.until_ms
        WHERE store_lease.until_ms <= $4 OR store_lease.owner = excluded.owner
        RETURNING token";
    /// Prolongs a lease that is still the owner's.
    RENEW = "UPDATE store_lease SET until_ms = $4 WHERE name = $1 AND owner = $2 AND token = $3";
    /// Gives a lease back at once; the token moves on, so that a write still on its way is refused.
    RELEASE = "UPDATE store_lease SET until_ms = 0, token = token + 1 WHERE name = $1 AND owner = $2 AND token = $3";
    /// Holds the row until the commit, so that nobody takes over between the check and the write.
    CHECK = "UPDATE store_lease SET token = token WHERE name = $1 AND owner = $2 AND token = $3";
}

/// The right to act as the one owner of a named thing, until somebody else takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    name: String,
    owner: String,
    token: i64,
}

impl Lease {
    /// What it is a lease of.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who has it.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The fencing token: larger at each take-over.
    #[must_use]
    pub fn token(&self) -> i64 {
        self.token
    }
}

/// How [`Store::keep_lease`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseEnd {
    /// It was given back because the owner stopped.
    Released,
    /// Somebody else has it, or the database could not be reached for so long that somebody may.
    Lost,
}

impl Store {
    /// Takes the lease of `name` for `life`, when it is free, expired or already `owner`'s; none when another has it.
    ///
    /// # Errors
    /// When the database fails. A `life` below [`LEASE_LIFE_MIN`] is raised to it.
    pub async fn lease(&self, name: &str, owner: &str, life: Duration) -> Result<Option<Lease>, Failure> {
        let (name, owner) = (name.to_owned(), owner.to_owned());
        let life = life_ms(life);
        self.write("lease", Keys::none(), move |tx| {
            let now = tx.database_now()?.as_millis();
            let row = tx.optional(TAKE, params![named(&name)?, named(&owner)?, now.saturating_add(life), now])?;
            let lease = |token| Lease { name: name.clone(), owner: owner.clone(), token };
            row.map(|row| row.get(0).map(lease)).transpose()
        })
        .await
    }

    /// Prolongs a lease to `life` from now; `false` when it is no longer the owner's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_lease(&self, lease: &Lease, life: Duration) -> Result<bool, Failure> {
        let lease = lease.clone();
        let life = life_ms(life);
        self.write("renew_lease", Keys::none(), move |tx| {
            let until = tx.database_now()?.as_millis().saturating_add(life);
            Ok(tx.count(RENEW, params![&lease.name, &lease.owner, lease.token, until])? == 1)
        })
        .await
    }

    /// Gives a lease back, so that others need not wait for its end. One that is lost already stays lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_lease(&self, lease: Lease) -> Result<(), Failure> {
        self.write("release_lease", Keys::none(), move |tx| tx.run(RELEASE, params![&lease.name, &lease.owner, lease.token])).await
    }

    /// Renews a lease at a third of its life until `stop` is cancelled (then gives it back) or it is lost.
    /// The owner polls this beside its work and ends when it answers [`LeaseEnd::Lost`].
    pub async fn keep_lease(&self, lease: Lease, life: Duration, stop: CancellationToken) -> LeaseEnd {
        let mut missed = 0;
        loop {
            tokio::select! {
                () = stop.cancelled() => {
                    // A lease that cannot be given back ends by itself.
                    let _ends_by_itself = self.release_lease(lease).await;
                    return LeaseEnd::Released;
                }
                () = tokio::time::sleep(life.max(LEASE_LIFE_MIN) / 3) => {}
            }
            match self.renew_lease(&lease, life).await {
                Ok(true) => missed = 0,
                Ok(false) => return LeaseEnd::Lost,
                Err(_) if missed < RENEWALS_MISSED_MAX => missed += 1,
                Err(_) => return LeaseEnd::Lost,
            }
        }
    }
}

impl Tx<'_> {
    /// Refuses the whole transaction with 409 `lease_lost` unless `lease` is still its owner's. Every write of an
    /// owner does this first.
    ///
    /// # Errors
    /// When the lease is lost or the database fails.
    pub fn check_lease(&mut self, lease: &Lease) -> Result<(), Stop> {
        let lost = Rejection::new(ErrorKind::Conflict, "lease_lost", "Another node has taken this over; it goes on there.");
        self.must(CHECK, params![&lease.name, &lease.owner, lease.token], 1, lost)
    }
}

fn life_ms(life: Duration) -> i64 {
    i64::try_from(life.max(LEASE_LIFE_MIN).as_millis()).unwrap_or(i64::MAX)
}
