//! How many feeds each account has on this node: a connection carries many of them, so that connections are no limit.

use footlights_base::{AccountId, ErrorKind, Place, Places, Rejection};

/// Accounts with feeds, and how many each has.
pub(crate) struct Seats {
    taken: Places<AccountId>,
    per_account_max: usize,
}

/// The place of one feed; given back when dropped.
pub(crate) type Seat = Place<AccountId>;

impl Seats {
    pub(crate) fn new(per_account_max: usize) -> Self {
        Self { taken: Places::default(), per_account_max }
    }

    /// A place for one more feed of the account.
    pub(super) fn take(&self, account: AccountId) -> Result<Seat, Rejection> {
        self.taken.enter(account, self.per_account_max).ok_or_else(|| {
            let detail =
                format!("An account follows at most {} topics on a node; end a subscription or a stream first.", self.per_account_max);
            Rejection::new(ErrorKind::Conflict, "too_many_feeds", detail)
        })
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
        assert_eq!(seats.take(one).expect_err("too many").code, "too_many_feeds");
        drop(seats.take(other).expect("another account is not concerned"));
        drop(first);
        drop(seats.take(one).expect("there is one again"));
        assert!(Seats::new(0).take(one).is_err());
    }
}
