//! Persisted queries as Apollo's clients send them: first the SHA-256 alone, and the text beside it when we do not know it.
//! Bounded; the one that was not used for longest goes first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::{ErrorKind, Rejection};
use sha2::{Digest as _, Sha256};

use super::request::{Asked, PersistedName};

/// The one version there is.
const VERSION: i64 = 1;

pub(super) struct Persisted {
    max: usize,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    queries: HashMap<String, (Arc<str>, u64)>,
    uses: u64,
}

impl Persisted {
    pub(super) fn new(max: usize) -> Self {
        Self { max, known: Mutex::default() }
    }

    /// Puts the query's text in where only its name was given.
    ///
    /// # Errors
    /// 400 `persisted_query_not_found`, whose message is the word clients look for; `persisted_query_mismatch`.
    pub(super) fn find(&self, asked: &mut Asked) -> Result<(), Rejection> {
        let Some(named) = &asked.persisted else { return Ok(()) };
        if named.version != VERSION {
            return Err(mismatch("There is only version 1 of persisted queries."));
        }
        if asked.query.is_empty() {
            asked.query = self
                .lookup(&named.sha256)
                .ok_or_else(|| Rejection::new(ErrorKind::Invalid, "persisted_query_not_found", "PersistedQueryNotFound"))?;
        } else if hash(&asked.query) != named.sha256 {
            return Err(mismatch("sha256Hash is not the SHA-256 of the query."));
        }
        Ok(())
    }

    /// Remembers a query that has passed all checks.
    pub(super) fn keep(&self, named: &PersistedName, query: &str) {
        let mut known = self.lock();
        known.uses += 1;
        let now = known.uses;
        if known.queries.len() >= self.max
            && !known.queries.contains_key(&named.sha256)
            && let Some(oldest) = known.queries.iter().min_by_key(|(_, (_, used))| *used).map(|(name, _)| name.clone())
        {
            known.queries.remove(&oldest);
        }
        known.queries.insert(named.sha256.clone(), (query.into(), now));
    }

    fn lookup(&self, sha256: &str) -> Option<String> {
        let mut known = self.lock();
        known.uses += 1;
        let now = known.uses;
        let (query, used) = known.queries.get_mut(sha256)?;
        *used = now;
        Some(query.to_string())
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mismatch(detail: &'static str) -> Rejection {
    Rejection::new(ErrorKind::Invalid, "persisted_query_mismatch", detail)
}

fn hash(query: &str) -> String {
    Sha256::digest(query.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
