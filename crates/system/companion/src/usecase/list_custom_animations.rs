//! Lists the caller's own animations, oldest first: at most 50.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::Failure;
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::model::{CustomAnimation, SessionOwner};
use crate::store::custom_animation;

impl Companion {
    /// All of them.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_custom_animations(&self, caller: &Caller) -> Result<Vec<CustomAnimation>, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("overlay:read")?;
        let who = SessionOwner::from(caller);
        self.store.read("companion.list_custom_animations", move |read| custom_animation::list(read, who)).await
    }
}
