//! What a writer or lane remembers of topics between commands: numbering, and aggregates in memory.
//!
//! The rule that keeps it true: what is remembered of a topic counts only while the topic is locked by the present
//! transaction **and** nobody else wrote under it since. On SQLite one writer does everything, so nobody else can. On
//! PostgreSQL every transaction that locks a topic raises `topic.version` by one; a lane that finds exactly its own last
//! version plus one knows that no other lane or node locked the topic in between, and forgets everything otherwise.
//! A command that is undone restores what it found; a transaction that is undone, or whose end is unknown, makes the
//! lane forget every topic it had locked.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use footlights_base::{Epoch, Topic};

use crate::{Keys, Tx};

/// How many topics one writer or lane remembers; beyond twice as many the longest unused half is forgotten.
const TOPICS_MAX: usize = 4_096;

/// An aggregate whose type is forgotten: it can be copied back and compared.
pub(crate) trait Kept: Any + Send {
    fn copy(&self) -> Box<dyn Kept>;
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<S: Any + Send + Clone> Kept for S {
    fn copy(&self) -> Box<dyn Kept> {
        Box::new(self.clone())
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// What is remembered of one topic.
#[derive(Default)]
pub(crate) struct Memo {
    pub(crate) last: i64,
    pub(crate) epoch: Epoch,
    version: i64,
    /// `last` moved in the present transaction and must be written before its commit.
    dirty: bool,
    used: u64,
    aggregates: Vec<(TypeId, Box<dyn Kept>)>,
}

/// How to take one step back.
enum Undo {
    Last { topic: Topic, last: i64, dirty: bool },
    Aggregate { topic: Topic, of: TypeId, before: Option<Box<dyn Kept>> },
}

/// What the present command did to the memory.
#[derive(Default)]
pub(crate) struct Trail {
    steps: Vec<Undo>,
    /// The first step of the present part.
    part: usize,
    /// It wrote something, so aggregates under its keys that it did not touch may be out of date.
    pub(crate) wrote: bool,
}

/// All that one writer or lane remembers.
#[derive(Default)]
pub(crate) struct Memory {
    topics: HashMap<Topic, Memo>,
    clock: u64,
}

impl Memory {
    /// What is remembered of `topic`, if anything.
    pub(crate) fn get(&mut self, topic: &Topic) -> Option<&mut Memo> {
        self.clock += 1;
        let memo = self.topics.get_mut(topic)?;
        memo.used = self.clock;
        Some(memo)
    }

    /// The numbering as the database has it, for a topic that nothing was remembered of.
    pub(crate) fn learn(&mut self, topic: &Topic, last: i64, epoch: Epoch) {
        self.clock += 1;
        let memo = Memo { last, epoch, used: self.clock, ..Memo::default() };
        self.topics.insert(topic.clone(), memo);
        self.shrink();
    }

    /// The topic is locked and its row says this. Aggregates stay only when the version shows that nobody came between.
    pub(crate) fn locked(&mut self, topic: &Topic, last: i64, epoch: Epoch, version: i64) {
        self.clock += 1;
        let known = self.topics.entry(topic.clone()).or_default();
        if (known.version + 1, known.last, known.epoch) != (version, last, epoch) {
            known.aggregates.clear();
        }
        (known.last, known.epoch, known.version) = (last, epoch, version);
        (known.dirty, known.used) = (false, self.clock);
        self.shrink();
    }

    /// The transaction that locked these topics kept nothing: its count goes with it.
    pub(crate) fn unlocked(&mut self, topics: &[Topic]) {
        for topic in topics {
            if let Some(memo) = self.topics.get_mut(topic) {
                memo.version -= 1;
            }
        }
    }

    /// Takes the next number of a topic that is in memory.
    pub(crate) fn next(&mut self, topic: &Topic, trail: &mut Trail) -> Option<(i64, Epoch)> {
        let memo = self.get(topic)?;
        trail.steps.push(Undo::Last { topic: topic.clone(), last: memo.last, dirty: memo.dirty });
        memo.last += 1;
        memo.dirty = true;
        Some((memo.last, memo.epoch))
    }

    /// The aggregate of type `S`, after noting how to restore it.
    pub(crate) fn aggregate<S: Any + Send + Clone>(&mut self, topic: &Topic, trail: &mut Trail) -> Option<&mut S> {
        let of = TypeId::of::<S>();
        let memo = self.get(topic)?;
        let (_, kept) = memo.aggregates.iter_mut().find(|(kind, _)| *kind == of)?;
        if !trail.touched(topic, of) {
            // Explicit: the box itself would satisfy the trait, too.
            let before = (**kept).copy();
            trail.steps.push(Undo::Aggregate { topic: topic.clone(), of, before: Some(before) });
        }
        (**kept).as_any().downcast_mut()
    }

    /// Keeps an aggregate that was just loaded. Undoing the command forgets it again, because what was loaded may already
    /// hold the command's own writes.
    pub(crate) fn keep<S: Any + Send + Clone>(&mut self, topic: &Topic, state: S, trail: &mut Trail) {
        let of = TypeId::of::<S>();
        if let Some(memo) = self.get(topic) {
            memo.aggregates.retain(|(kind, _)| *kind != of);
            memo.aggregates.push((of, Box::new(state)));
            trail.steps.push(Undo::Aggregate { topic: topic.clone(), of, before: None });
        }
    }

    /// The command is undone: everything it moved goes back.
    pub(crate) fn undo(&mut self, trail: Trail) {
        for step in trail.steps.into_iter().rev() {
            match step {
                Undo::Last { topic, last, dirty } => {
                    if let Some(memo) = self.topics.get_mut(&topic) {
                        (memo.last, memo.dirty) = (last, dirty);
                    }
                }
                Undo::Aggregate { topic, of, before } => {
                    if let Some(memo) = self.topics.get_mut(&topic) {
                        memo.aggregates.retain(|(kind, _)| *kind != of);
                        memo.aggregates.extend(before.map(|state| (of, state)));
                    }
                }
            }
        }
    }

    /// The command stands: aggregates under its keys that it did not touch although it wrote are forgotten.
    pub(crate) fn settle(&mut self, keys: &[Topic], trail: &Trail) {
        if !trail.wrote {
            return;
        }
        for topic in keys {
            if let Some(memo) = self.topics.get_mut(topic) {
                memo.aggregates.retain(|(of, _)| trail.touched(topic, *of));
            }
        }
    }

    /// Topics whose `last` moved in this transaction, in sorted order; they count as written from now on.
    pub(crate) fn take_dirty(&mut self) -> Vec<(Topic, i64, Epoch)> {
        let mut moved: Vec<_> = self
            .topics
            .iter_mut()
            .filter(|(_, memo)| memo.dirty)
            .map(|(topic, memo)| {
                memo.dirty = false;
                (topic.clone(), memo.last, memo.epoch)
            })
            .collect();
        moved.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        moved
    }

    /// The transaction failed or its end is unknown: nothing it may have moved is true any more.
    pub(crate) fn forget(&mut self, topics: impl IntoIterator<Item = Topic>) {
        for topic in topics {
            self.topics.remove(&topic);
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.topics.clear();
    }

    fn shrink(&mut self) {
        if self.topics.len() <= 2 * TOPICS_MAX {
            return;
        }
        let mut ages: Vec<u64> = self.topics.values().map(|memo| memo.used).collect();
        let middle = ages.len() / 2;
        let (_, cut, _) = ages.select_nth_unstable(middle);
        let cut = *cut;
        // What the present transaction has moved must stay until it is written.
        self.topics.retain(|_, memo| memo.used > cut || memo.dirty);
    }
}

impl Trail {
    /// Whether the command, or its present part, has asked for this aggregate.
    pub(crate) fn touched(&self, topic: &Topic, of: TypeId) -> bool {
        self.steps[self.part..].iter().any(|step| matches!(step, Undo::Aggregate { topic: t, of: o, .. } if t == topic && *o == of))
    }

    /// What comes now is another's, and nothing of it has been done; undoing takes back all the same.
    fn begin_part(&mut self) {
        (self.part, self.wrote) = (self.steps.len(), false);
    }
}

impl Tx<'_> {
    /// Ends a part of a command that others go on with, as if it were a command of its own with these keys.
    pub(crate) fn ends_a_part(&mut self, keys: &Keys) {
        self.memory.settle(keys.topics(), &self.turn.trail);
        self.turn.trail.begin_part();
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Topic;

    use super::{Memory, TOPICS_MAX, Trail};

    fn topic() -> Topic {
        Topic::new("session", "a")
    }

    fn with_five() -> Memory {
        let mut memory = Memory::default();
        memory.locked(&topic(), 0, 7, 1);
        memory.keep(&topic(), 5_i64, &mut Trail::default());
        memory
    }

    fn five(memory: &mut Memory) -> Option<i64> {
        memory.aggregate::<i64>(&topic(), &mut Trail::default()).copied()
    }

    #[test]
    fn an_undone_command_restores_numbers_and_aggregates() {
        let mut memory = with_five();
        let mut trail = Trail::default();
        *memory.aggregate::<i64>(&topic(), &mut trail).expect("kept") = 9;
        memory.keep(&topic(), "new".to_owned(), &mut trail);
        assert_eq!(memory.next(&topic(), &mut trail), Some((1, 7)));
        memory.undo(trail);
        assert_eq!(five(&mut memory), Some(5));
        assert!(memory.aggregate::<String>(&topic(), &mut Trail::default()).is_none());
        assert_eq!((memory.next(&topic(), &mut Trail::default()), memory.take_dirty().len()), (Some((1, 7)), 1));
    }

    #[test]
    fn an_aggregate_counts_only_when_nobody_came_between() {
        let mut memory = with_five();
        memory.locked(&topic(), 0, 7, 2);
        assert_eq!(five(&mut memory), Some(5), "the version is the next one");
        memory.locked(&topic(), 0, 7, 4);
        assert_eq!(five(&mut memory), None, "somebody locked it in between");
        let mut memory = with_five();
        memory.locked(&topic(), 0, 8, 2);
        assert_eq!(five(&mut memory), None, "the topic was restored");
    }

    #[test]
    fn a_write_that_leaves_the_aggregate_alone_drops_it() {
        let mut memory = with_five();
        memory.settle(&[topic()], &Trail { wrote: true, ..Trail::default() });
        assert_eq!(five(&mut memory), None);
        let mut memory = with_five();
        let mut trail = Trail { wrote: true, ..Trail::default() };
        memory.aggregate::<i64>(&topic(), &mut trail);
        memory.settle(&[topic()], &trail);
        assert_eq!(five(&mut memory), Some(5));
    }

    #[test]
    fn memory_is_bounded() {
        let mut memory = Memory::default();
        for n in 0..3 * TOPICS_MAX {
            memory.learn(&Topic::new("session", n), 0, 1);
        }
        assert!(memory.topics.len() <= 2 * TOPICS_MAX);
        assert!(memory.get(&Topic::new("session", 3 * TOPICS_MAX - 1)).is_some());
    }
}
