//! Look-ups that many fields of one request want at once, done together.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Error, Request};
use footlights_base::{AccountId, Failure};
use footlights_surface::Caller;
use footlights_surface::graphql::refuse;
use tokio_util::task::TaskTracker;

use crate::Parlor;
use crate::model::{Participant, RoomId};

/// Keys one look-up takes at most.
const KEYS_MAX: usize = 200;

/// Names of accounts.
pub(super) struct Names {
    parlor: Parlor,
    caller: Caller,
}

/// What the caller is in rooms.
pub(super) struct Standings {
    parlor: Parlor,
    caller: Caller,
}

#[tonic::async_trait]
impl Loader<AccountId> for Names {
    type Value = String;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AccountId]) -> Result<HashMap<AccountId, String>, Arc<Error>> {
        self.parlor.name_accounts(&self.caller, keys.to_vec()).await.map_err(told)
    }
}

#[tonic::async_trait]
impl Loader<RoomId> for Standings {
    type Value = Participant;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[RoomId]) -> Result<HashMap<RoomId, Participant>, Arc<Error>> {
        self.parlor.list_standings(&self.caller, keys.to_vec()).await.map_err(told)
    }
}

/// One failure for all that asked together.
fn told(failure: Failure) -> Arc<Error> {
    Arc::new(refuse(failure))
}

/// Fresh loaders for one request: what they remember is this caller's, and of this moment.
pub(super) fn equip(request: Request, parlor: &Parlor, caller: &Caller) -> Request {
    let tasks = TaskTracker::new();
    let spawn = move |task| tasks.spawn(task);
    let names = DataLoader::new(Names { parlor: parlor.clone(), caller: caller.clone() }, spawn.clone()).max_batch_size(KEYS_MAX);
    let standings = DataLoader::new(Standings { parlor: parlor.clone(), caller: caller.clone() }, spawn).max_batch_size(KEYS_MAX);
    request.data(names).data(standings)
}
