//! The pool.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{Program, ProgramError};

/// How many wait for a place in a pool, at most.
pub const WAITING_MAX: usize = 64;

/// How many programs run at once; some others wait in order. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Programs {
    /// For those that run.
    places: Arc<Semaphore>,
    /// For those that run or wait.
    line: Arc<Semaphore>,
}

impl Programs {
    /// A pool of `at_once` places, at least one.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        let at_once = at_once.clamp(1, Semaphore::MAX_PERMITS - WAITING_MAX);
        Self { places: Arc::new(Semaphore::new(at_once)), line: Arc::new(Semaphore::new(at_once + WAITING_MAX)) }
    }

    /// Runs a program as soon as there is a place and answers what it wrote. Its time begins when it starts. Dropped
    /// half-way, the program ends.
    ///
    /// # Errors
    /// [`ProgramError`]; [`ProgramError::Busy`] where [`WAITING_MAX`] wait already.
    pub async fn run(&self, program: &Program, input: &[u8]) -> Result<Vec<u8>, ProgramError> {
        let _in_line = self.line.try_acquire().map_err(|_| ProgramError::Busy)?;
        let _place = self.places.acquire().await.map_err(|_| ProgramError::Closed)?;
        crate::run::run(program, input).await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Program, ProgramError, Programs, WAITING_MAX};

    #[tokio::test]
    async fn the_line_for_a_place_has_an_end() {
        let programs = Programs::new(1);
        let cat = Program { path: "cat".into(), args: Vec::new(), time_out: Duration::from_secs(10), output_bytes_max: 100 };
        let line = programs.line.clone();
        let all = line.try_acquire_many(1 + u32::try_from(WAITING_MAX).expect("few")).expect("nobody runs or waits");
        assert!(matches!(programs.run(&cat, b"a").await, Err(ProgramError::Busy)));
        drop(all);
        assert_eq!(programs.run(&cat, b"a").await.expect("there is room again"), b"a");
    }
}
