//! How many feeds each account has on this node: a connection carries many of them, so that connections are no limit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::{AccountId, ErrorKind, Rejection};

/// Accounts with feeds, and how many each has.
pub(crate) struct Seats {
    taken: Mutex<HashMap<AccountId, usize>>,
    per_account_max: usize,
}

/// The place of one feed; given back when dropped.
pub(crate) struct Seat {
    seats: Arc<Seats>,
    account: AccountId,
}

impl Seats {
    pub(crate) fn new(per_account_max: usize) -> Arc<Self> {
        Arc::new(Self { taken: Mutex::default(), per_account_max })
    }

    /// A place for one more feed of the account.
    pub(super) fn take(self: &Arc<Self>, account: AccountId) -> Result<Seat, Rejection> {
        let mut taken = self.taken();
        let theirs = taken.get(&account).copied().unwrap_or(0);
        if theirs >= self.per_account_max {
            let detail =
                format!("An account follows at most {} topics on a node; end a subscription or a stream first.", self.per_account_max);
            return Err(Rejection::new(ErrorKind::Conflict, "too_many_feeds", detail));
        }
        taken.insert(account, theirs + 1);
        Ok(Seat { seats: self.clone(), account })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<AccountId, usize>> {
        // Every change is one count, so a panic elsewhere leaves the map whole.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        if let Some(theirs) = taken.get_mut(&self.account) {
            *theirs -= 1;
            if *theirs == 0 {
                taken.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::AccountId;

    use super::Seats;

    #[test]
    fn each_account_has_so_many_and_gives_them_back() {
        let (seats, one, other) = (Seats::new(2), AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
        let (first, _second) = (seats.take(one).expect("the first"), seats.take(one).expect("the second"));
        assert_eq!(seats.take(one).err().expect("too many").code, "too_many_feeds");
        drop(seats.take(other).expect("another account is not concerned"));
        drop(first);
        drop(seats.take(one).expect("there is one again"));
        assert_eq!(seats.taken().len(), 1, "who has none is forgotten");
        let none = Seats::new(0);
        assert!(none.take(one).is_err() && none.taken().is_empty(), "who is refused leaves nothing behind");
    }
}
