//! Everybody of a session: found by the keyed number in one look, in the order in which they came.
//!
//! Owns: the map. Does not know: what people feel. Memory it gives back is overwritten first.

use zeroize::Zeroize;

use super::person::Person;

/// People present in one session, at most.
pub const PEOPLE_MAX: usize = 500_000;

/// The least slots there are.
const SLOTS_MIN: usize = 1_024;

/// People in a row, and slots that say where each stands.
pub(super) struct People {
    list: Vec<Person>,
    /// The place in the row and one more; 0 for none. A power of two, at least twice as many as people.
    slots: Vec<u32>,
}

impl People {
    pub(super) fn new() -> Self {
        Self { list: Vec::with_capacity(SLOTS_MIN / 2), slots: vec![0; SLOTS_MIN] }
    }

    /// The person with this number, made where there is none; nothing where there is no room.
    pub(super) fn meet(&mut self, tag: u128, now: i64) -> Option<&mut Person> {
        let place = match self.slot(tag) {
            Ok(place) => place,
            Err(_) if self.list.len() >= PEOPLE_MAX => return None,
            Err(slot) => {
                let place = self.list.len();
                let slot = if self.list.len() == self.list.capacity() {
                    self.make_room();
                    self.slot(tag).expect_err("it is new")
                } else {
                    slot
                };
                self.list.push(Person::new(tag, now));
                self.slots[slot] = u32::try_from(place + 1).expect("fewer than PEOPLE_MAX");
                place
            }
        };
        self.list.get_mut(place)
    }

    pub(super) fn knows(&self, tag: u128) -> bool {
        self.slot(tag).is_ok()
    }

    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= PEOPLE_MAX
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn all(&self) -> &[Person] {
        &self.list
    }

    pub(super) fn all_mut(&mut self) -> &mut [Person] {
        &mut self.list
    }

    /// Forgets whoever is not to be kept.
    pub(super) fn keep(&mut self, keeps: impl Fn(&Person) -> bool) {
        if self.list.iter().all(&keeps) {
            return;
        }
        let (mut kept, capacity) = (0, self.list.capacity());
        for at in 0..self.list.len() {
            if keeps(&self.list[at]) {
                self.list.swap(kept, at);
                kept += 1;
            }
        }
        self.list[kept..].iter_mut().for_each(Zeroize::zeroize);
        self.list.truncate(kept);
        debug_assert_eq!(self.list.capacity(), capacity, "nothing was moved, so nothing is left behind");
        self.index();
    }

    /// Where a number stands, or the slot it would get. Linear probing; the numbers are random already.
    fn slot(&self, tag: u128) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = tag as usize & mask;
        loop {
            match self.slots[slot].checked_sub(1) {
                None => return Err(slot),
                Some(place) if self.list[place as usize].tag == tag => return Ok(place as usize),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    /// Twice the room. What is left behind is overwritten.
    fn make_room(&mut self) {
        let mut larger = Vec::with_capacity(self.list.capacity() * 2);
        larger.extend_from_slice(&self.list);
        self.list.zeroize();
        self.list = larger;
        self.slots.zeroize();
        self.slots = vec![0; (self.list.capacity() * 2).next_power_of_two()];
        self.index();
    }

    fn index(&mut self) {
        self.slots.fill(0);
        for place in 0..self.list.len() {
            let mask = self.slots.len() - 1;
            let mut slot = self.list[place].tag as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = u32::try_from(place + 1).expect("fewer than PEOPLE_MAX");
        }
    }
}

impl Zeroize for People {
    fn zeroize(&mut self) {
        self.list.zeroize();
        self.slots.zeroize();
    }
}

impl Drop for People {
    fn drop(&mut self) {
        self.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroize as _;

    use super::People;

    /// Numbers that fall into few slots, so that probing is tested.
    fn tag(number: u128) -> u128 {
        number << 7 | 1
    }

    #[test]
    fn everybody_is_found_again_while_some_are_forgotten() {
        let mut people = People::new();
        for number in 0..5_000 {
            people.meet(tag(number), 0).expect("room").lines = u16::try_from(number).expect("few");
        }
        people.keep(|one| one.lines % 3 != 0);
        for number in 0..5_000 {
            assert_eq!(people.knows(tag(number)), number % 3 != 0, "{number}");
        }
        assert_eq!(people.meet(tag(4), 0).expect("room").lines, 4);
        assert_eq!(people.len(), 3_333);
        assert_eq!(people.meet(tag(3), 0).expect("room").lines, 0, "who was forgotten is a stranger");
    }

    #[test]
    fn nothing_is_left_of_people_that_are_overwritten() {
        let mut people = People::new();
        people.meet(tag(9), 5).expect("room").tracking = 77;
        let mut copy = people.all().to_vec();
        copy.iter_mut().for_each(super::Zeroize::zeroize);
        assert!(copy.iter().all(|one| *one == super::Person::default()));
        people.zeroize();
        assert!(people.list.is_empty() && people.slots.is_empty());
    }
}
