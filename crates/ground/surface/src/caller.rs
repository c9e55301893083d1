//! Who makes a request: tenant, account, roles and the reach of the credential.

use std::net::IpAddr;

use footlights_base::{AccountId, ErrorKind, Rejection, TenantId, Timestamp, define_id};

use crate::{Role, Roles, Scopes};

define_id!(
    /// The credential a request came with: a browser session, an access token's family or a personal token.
    /// Cutting it cuts every socket that was opened with it.
    CredentialId
);

/// A signed-in caller. Every query takes its tenant from here, never from the request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The isolation boundary.
    pub tenant: TenantId,
    /// Who.
    pub account: AccountId,
    /// What sort of account.
    pub roles: Roles,
    /// What the credential may be used for.
    pub scopes: Scopes,
    /// By which credential.
    pub credential: CredentialId,
    /// Until when a connection that was opened with it may last; none: until it is revoked or its sign-in ends, which is told.
    pub expires_at: Option<Timestamp>,
    /// From where; unspecified (`0.0.0.0`) until an edge has filled it in.
    pub remote: IpAddr,
}

impl Caller {
    /// Refuses callers without this role.
    ///
    /// # Errors
    /// 403 `role_required`.
    pub fn require_role(&self, role: Role) -> Result<(), Rejection> {
        if self.roles.includes(role) {
            return Ok(());
        }
        Err(Rejection::new(ErrorKind::Forbidden, "role_required", format!("This needs the role {role}.")))
    }

    /// Refuses credentials that were not given this scope.
    ///
    /// # Errors
    /// 403 `scope_required`.
    pub fn require_scope(&self, scope: &'static str) -> Result<(), Rejection> {
        if self.scopes.covers(scope) {
            return Ok(());
        }
        Err(Rejection::new(ErrorKind::Forbidden, "scope_required", format!("This token lacks the scope {scope}.")))
    }
}
