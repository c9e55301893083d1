//! A slot: what a higher system knows that stands beside names. Empty where nothing is plugged in.

use std::collections::HashMap;

use footlights_base::{AccountId, BoxFuture, TenantId};
use footlights_surface::Caller;

use crate::Parlor;
use crate::model::RoomId;
use crate::wire::FlairBody;

/// Tells the badges of several people in one room at once.
pub trait FlairSlot: Send + Sync + 'static {
    /// What stands beside each name; who has nothing may be left out. What cannot be looked up is left out, too: a name without
    /// its badge is better than no page.
    fn flair<'a>(&'a self, tenant: TenantId, room: RoomId, accounts: &'a [AccountId]) -> BoxFuture<'a, HashMap<AccountId, Vec<FlairBody>>>;
}

/// Nothing beside anybody's name.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFlair;

impl FlairSlot for NoFlair {
    fn flair<'a>(&'a self, _: TenantId, _: RoomId, _: &'a [AccountId]) -> BoxFuture<'a, HashMap<AccountId, Vec<FlairBody>>> {
        Box::pin(async { HashMap::new() })
    }
}

impl Parlor {
    /// What stands beside these names in a room. Who may ask is decided by what they were found with.
    pub async fn flair_of(&self, caller: &Caller, room: RoomId, accounts: &[AccountId]) -> HashMap<AccountId, Vec<FlairBody>> {
        self.flair.flair(caller.tenant, room, accounts).await
    }
}
