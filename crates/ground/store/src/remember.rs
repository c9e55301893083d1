//! Aggregates in memory: a hot row is read once and then known.

use footlights_base::Topic;

use crate::{Stop, Tx};

/// What can be kept in a lane's memory: copied before each command that touches it, compared in debug builds.
pub trait Aggregate: Clone + PartialEq + std::fmt::Debug + Send + 'static {}

impl<S: Clone + PartialEq + std::fmt::Debug + Send + 'static> Aggregate for S {}

impl Tx<'_> {
    /// The aggregate `S` of `topic`, loaded by `load` the first time and kept in memory while nobody else writes under the key.
    ///
    /// Change it together with the rows it stands for. A command that writes under a key without asking for the aggregate
    /// makes it be forgotten. Rows it is made of must change only in commands that hold `topic` among their keys. A refusal
    /// restores what it was before the command. Debug builds load it each time and compare, so that a test finds a use case
    /// that changes the one without the other.
    ///
    /// Ask for it before the command's first write: `load` sees the rows as they are at that moment.
    ///
    /// # Errors
    /// [`Stop::Broken`] when `topic` is not among the keys of the command; what `load` returns otherwise.
    pub fn remember<S: Aggregate>(&mut self, topic: &Topic, load: impl FnOnce(&mut Self) -> Result<S, Stop>) -> Result<&mut S, Stop> {
        self.last(topic)?;
        let untouched = !self.turn.trail.wrote && !self.turn.trail.touched(topic, std::any::TypeId::of::<S>());
        let known = self.memory.aggregate::<S>(topic, &mut self.turn.trail).is_some();
        let check = cfg!(debug_assertions) && known && untouched;
        if !known || check {
            let loaded = load(self)?;
            if check {
                self.compare(topic, &loaded)?;
            } else {
                self.memory.keep(topic, loaded, &mut self.turn.trail);
            }
        }
        self.memory
            .aggregate(topic, &mut self.turn.trail)
            .ok_or_else(|| Stop::broken("an aggregate was not in memory right after it was kept"))
    }

    fn compare<S: Aggregate>(&mut self, topic: &Topic, loaded: &S) -> Result<(), Stop> {
        let kept = self.memory.aggregate::<S>(topic, &mut self.turn.trail);
        if kept.as_deref() == Some(loaded) {
            return Ok(());
        }
        let text = format!("{topic}: in memory {kept:?}, in the tables {loaded:?}; some command changed the one without the other");
        self.turn.latched = true;
        Err(Stop::broken(text))
    }
}
