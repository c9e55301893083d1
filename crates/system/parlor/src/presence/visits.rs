//! Who has been in which room since it was noted last: with a socket, or following it in another way. Knows no database.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::AccountId;

use crate::model::RoomId;

/// Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Visits(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    /// Who was here since this was asked last, and went.
    went: HashMap<RoomId, HashSet<AccountId>>,
    /// Who follows without a socket of the room, and how often.
    following: HashMap<(RoomId, AccountId), usize>,
}

/// Somebody follows a room without a socket in it, as long as this lives.
pub(crate) struct Following {
    visits: Visits,
    room: RoomId,
    account: AccountId,
}

impl Visits {
    /// Somebody was in a room and has gone.
    pub(super) fn went(&self, room: RoomId, account: AccountId) {
        self.book().went.entry(room).or_default().insert(account);
    }

    /// Somebody follows a room from now on.
    pub(super) fn follow(&self, room: RoomId, account: AccountId) -> Following {
        *self.book().following.entry((room, account)).or_default() += 1;
        Following { visits: self.clone(), room, account }
    }

    /// Who follows now, and who was here since this was asked last.
    pub(super) fn take(&self) -> HashMap<RoomId, HashSet<AccountId>> {
        let mut book = self.book();
        let mut all = std::mem::take(&mut book.went);
        for (room, account) in book.following.keys() {
            all.entry(*room).or_default().insert(*account);
        }
        all
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // Every change leaves the book whole, whatever panics elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let place = (self.room, self.account);
        {
            let mut book = self.visits.book();
            if let Some(times) = book.following.get_mut(&place) {
                *times -= 1;
                if *times == 0 {
                    book.following.remove(&place);
                }
            }
        }
        self.visits.went(self.room, self.account);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use footlights_base::AccountId;

    use super::Visits;
    use crate::model::RoomId;

    const ROOM: RoomId = RoomId::from_bytes([1; 16]);

    fn account(n: u8) -> AccountId {
        AccountId::from_bytes([n; 16])
    }

    fn those(who: &[u8]) -> HashMap<RoomId, HashSet<AccountId>> {
        if who.is_empty() { HashMap::new() } else { HashMap::from([(ROOM, who.iter().map(|n| account(*n)).collect())]) }
    }

    #[test]
    fn who_follows_is_there_each_time_and_who_went_once() {
        let visits = Visits::default();
        visits.went(ROOM, account(1));
        let (one, other) = (visits.follow(ROOM, account(2)), visits.follow(ROOM, account(2)));
        assert_eq!(visits.take(), those(&[1, 2]));
        assert_eq!(visits.take(), those(&[2]));
        drop(one);
        assert_eq!(visits.take(), those(&[2]), "still by the other");
        drop(other);
        assert_eq!(visits.take(), those(&[2]), "was there since");
        assert_eq!(visits.take(), those(&[]));
    }
}
