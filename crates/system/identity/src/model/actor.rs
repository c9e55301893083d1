//! On whose behalf something is done: a caller, or the operator at the machine.

use footlights_base::{AccountId, Rejection, TenantId};
use footlights_surface::{Caller, Role};

/// Who does it.
#[derive(Debug, Clone)]
pub enum Actor {
    /// Somebody who signed in or showed a token.
    Caller(Caller),
    /// The operator, by a command of the binary; may do everything within the tenant.
    Operator(TenantId),
}

impl Actor {
    /// The tenant it is done in.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        match self {
            Self::Caller(caller) => caller.tenant,
            Self::Operator(tenant) => *tenant,
        }
    }

    /// The account that does it, if it is one.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Caller(caller) => Some(caller.account),
            Self::Operator(_) => None,
        }
    }

    /// Refuses callers without the role, and tokens without the scope.
    ///
    /// # Errors
    /// 403 `role_required` or `scope_required`.
    pub fn require(&self, role: Role, scope: &'static str) -> Result<(), Rejection> {
        match self {
            Self::Caller(caller) => caller.require_role(role).and_then(|()| caller.require_scope(scope)),
            Self::Operator(_) => Ok(()),
        }
    }
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self::Caller(caller.clone())
    }
}
