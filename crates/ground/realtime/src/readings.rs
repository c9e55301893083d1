//! States that many ask for at one time, read once for all: whoever asks while a read runs gets the next one, so that what one
//! is told was read after one asked. Where a crowd comes, those who come a moment later may be told the same ([`Crowds`]).

mod crowds;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::{Failure, Topic};
use footlights_socketio::NamespaceId;
use tokio::sync::oneshot;

use self::crowds::Crowds;
use crate::Audience;
use crate::join::Snapshot;
use crate::log::Stand;
use crate::shared::Shared;

/// What is read: the state of a topic as one audience of one namespace sees it.
pub(crate) type Key = (Topic, NamespaceId, Audience);

type Waiting = Vec<oneshot::Sender<Result<Arc<Stand>, Failure>>>;

/// Who waits for what. A key is here as long as it is being read.
#[derive(Default)]
pub(crate) struct Readings {
    waiting: Mutex<HashMap<Key, Waiting>>,
    crowds: Mutex<Crowds>,
}

impl Readings {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn crowds(&self) -> MutexGuard<'_, Crowds> {
        self.crowds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait for a read that has not begun.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }

    /// Those who have asked by now; when nobody has, the reading ends.
    fn next(&self, key: &Key) -> Waiting {
        let mut all = self.lock();
        let waiting = all.get_mut(key).map(std::mem::take).unwrap_or_default();
        if waiting.is_empty() {
            all.remove(key);
        }
        waiting
    }
}

/// Where the topic stands, with its state, as of a moment after this call; in a `crowd` perhaps of a moment before.
///
/// # Errors
/// What breaks when the log cannot be read; what the state's reading refuses.
pub(crate) async fn read(shared: &Arc<Shared>, key: Key, state: Snapshot, crowd: bool) -> Result<Arc<Stand>, Failure> {
    if crowd && let Some(stand) = shared.readings.crowds().ask(&key, shared.now_ms()) {
        return Ok(stand);
    }
    let (sender, told) = oneshot::channel();
    let first = {
        let mut all = shared.readings.lock();
        let first = !all.contains_key(&key);
        all.entry(key.clone()).or_default().push(sender);
        first
    };
    if first {
        shared.commands.spawn(serve(shared.clone(), key.clone(), state.clone()));
    }
    match told.await {
        Ok(read) => read,
        // It could not be read, and another was told why: each must ask for itself.
        Err(_) => shared.log.stand(key.0, None, Some(state)).await.map(Arc::new),
    }
}

/// Reads for all who have asked, and again for those who asked meanwhile.
async fn serve(shared: Arc<Shared>, key: Key, state: Snapshot) {
    loop {
        let waiting = shared.readings.next(&key);
        if waiting.is_empty() {
            return;
        }
        let began = shared.now_ms();
        let read = shared.log.stand(key.0.clone(), None, Some(state.clone())).await.map(Arc::new);
        if let Ok(stand) = &read {
            shared.readings.crowds().keep(&key, stand, began);
        }
        let mut asked = waiting.into_iter();
        // Whoever asked may be gone.
        match read {
            Ok(stand) => asked.for_each(|one| drop(one.send(Ok(stand.clone())))),
            Err(failure) => drop(asked.next().map(|one| one.send(Err(failure)))),
        }
    }
}
