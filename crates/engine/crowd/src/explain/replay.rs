//! Any member at any moment: an earlier state and the log since then are enough.
//!
//! Owns: playing a log up to a tick. Does not know: where states and logs are kept.

use super::Explanation;
use crate::crowd::Crowd;
use crate::id::ViewerId;
use crate::input::Input;
use crate::refusal::Refusal;
use crate::seating::within;
use crate::tick::Pace;

/// One command of an input log.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Ticks that had passed when it came.
    pub tick: u32,
    /// What came.
    pub input: Input,
}

/// Who is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A member of the reservoir.
    Member(u32),
    /// Whoever players know by this name, real-derived or not.
    Viewer(ViewerId),
}

impl Crowd {
    /// Why somebody is where it was at a tick, with all that happened to it since this state: plays the log on a copy. The log begins
    /// where this state was taken and is in order; what comes after the tick is not read. Nothing where nobody bears the name.
    ///
    /// # Errors
    ///
    /// A tick before this state; what the crowd refuses of a log that is not its own.
    pub fn explain_at(&self, log: &[Logged], asked: Asked, tick: u32) -> Result<Option<Explanation>, Refusal> {
        within("tick", tick.into(), self.tick.into(), u32::MAX.into())?;
        let mut crowd = self.clone();
        match asked {
            Asked::Member(member) => crowd.watch(Some(member)),
            Asked::Viewer(id) => crowd.watch_viewer(id),
        }
        for logged in log.iter().take_while(|logged| logged.tick <= tick) {
            crowd.pass_until(logged.tick)?;
            crowd.apply(&logged.input)?;
        }
        crowd.pass_until(tick)?;
        Ok(match asked {
            Asked::Member(member) => crowd.explain(member),
            Asked::Viewer(id) => crowd.explain_viewer(id),
        })
    }

    fn pass_until(&mut self, tick: u32) -> Result<(), Refusal> {
        while self.tick < tick {
            self.tick(Pace::default())?;
        }
        Ok(())
    }
}
