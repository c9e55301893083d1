//! Sounds of the last ten minutes, in the memory of each node: a short-lived address beside the sound itself. Bounded; what is
//! gone is gone, since every overlay that was open got the sound when it was made.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use footlights_base::{Clock, Timestamp};
use tokio::sync::Notify;

use crate::outlet::Sound;

/// How long a sound can be asked for.
const LIFE: Duration = Duration::from_mins(10);
/// The most that is kept, in bytes; the oldest make room.
const BYTES_MAX: usize = 64 << 20;

/// How long a sound is waited for that another node has told its followers of already.
const ARRIVES_WITHIN: Duration = Duration::from_secs(1);

/// The sounds of this node.
#[derive(Default)]
pub(crate) struct Shelf {
    inside: Mutex<Inside>,
    arrivals: Notify,
}

#[derive(Default)]
struct Inside {
    sounds: HashMap<String, (Timestamp, Sound)>,
    oldest_first: VecDeque<String>,
    bytes: usize,
}

impl Shelf {
    /// Puts a sound under a name nobody can guess.
    pub(crate) fn put(&self, name: String, sound: Sound, now: Timestamp) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.bytes += sound.bytes.len();
        inside.oldest_first.push_back(name.clone());
        inside.sounds.insert(name, (now.plus(LIFE), sound));
        inside.make_room(now);
        drop(inside);
        self.arrivals.notify_waiters();
    }

    /// The sound of this name; waits a moment for one that is on its way from another node.
    pub(crate) async fn find(&self, name: &str, clock: &dyn Clock) -> Option<Sound> {
        let looking = async {
            loop {
                let mut next = std::pin::pin!(self.arrivals.notified());
                // From here on no arrival is missed.
                next.as_mut().enable();
                if let Some(sound) = self.get(name, clock.now()) {
                    return sound;
                }
                next.await;
            }
        };
        tokio::time::timeout(ARRIVES_WITHIN, looking).await.ok()
    }

    /// The sound of this name, while it lives.
    fn get(&self, name: &str, now: Timestamp) -> Option<Sound> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.make_room(now);
        inside.sounds.get(name).map(|(_, sound)| sound.clone())
    }
}

impl Inside {
    fn make_room(&mut self, now: Timestamp) {
        while let Some(oldest) = self.oldest_first.front() {
            let over = self.sounds.get(oldest).is_none_or(|(until, _)| *until <= now);
            if !over && self.bytes <= BYTES_MAX {
                return;
            }
            if let Some((_, sound)) = self.sounds.remove(oldest) {
                self.bytes -= sound.bytes.len();
            }
            self.oldest_first.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use footlights_base::{Clock as _, ManualClock, Timestamp};

    use super::{BYTES_MAX, LIFE, Shelf};
    use crate::outlet::{Format, Sound};

    fn sound(bytes: usize) -> Sound {
        Sound { format: Format::Wav, bytes: Bytes::from(vec![0; bytes]), duration_ms: None }
    }

    #[test]
    fn sounds_live_ten_minutes_and_make_room() {
        let (shelf, start) = (Shelf::default(), Timestamp::from_millis(0));
        shelf.put("a".into(), sound(10), start);
        assert_eq!(shelf.get("a", start.plus(LIFE).minus(Duration::from_millis(1))), Some(sound(10)));
        assert_eq!(shelf.get("b", start), None);
        assert_eq!(shelf.get("a", start.plus(LIFE)), None);
        for name in ["c", "d", "e"] {
            shelf.put(name.into(), sound(BYTES_MAX / 2), start);
        }
        let there = ["c", "d", "e"].map(|name| shelf.get(name, start).is_some());
        assert_eq!(there, [false, true, true]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_sound_that_is_on_its_way_is_waited_for() {
        let (shelf, clock) = (Shelf::default(), ManualClock::at(Timestamp::from_millis(0)));
        assert_eq!(shelf.find("a", &clock).await, None);
        let late = async {
            shelf.put("b".into(), sound(1), clock.now());
            shelf.put("a".into(), sound(2), clock.now());
        };
        let (found, ()) = tokio::join!(shelf.find("a", &clock), late);
        assert_eq!(found, Some(sound(2)));
    }
}
