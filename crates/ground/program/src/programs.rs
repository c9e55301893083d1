//! The pool.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{Program, ProgramError};

/// How many programs run at once; the others wait in order. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Programs {
    places: Arc<Semaphore>,
}

impl Programs {
    /// A pool of `at_once` places, at least one.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS))) }
    }

    /// Runs a program as soon as there is a place and answers what it wrote. Its time begins when it starts. Dropped
    /// half-way, the program ends.
    ///
    /// # Errors
    /// [`ProgramError`].
    pub async fn run(&self, program: &Program, input: &[u8]) -> Result<Vec<u8>, ProgramError> {
        let _place = self.places.acquire().await.map_err(|_| ProgramError::Closed)?;
        crate::run::run(program, input).await
    }
}
