//! All tenants of the installation. For the operator alone: no caller may learn of another tenant.

use footlights_base::Failure;

use crate::Identity;
use crate::model::Tenant;
use crate::store::tenant;

/// How many are listed at most.
const TENANTS_MAX: u32 = 1_000;

impl Identity {
    /// The oldest thousand tenants, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list_tenants(&self) -> Result<Vec<Tenant>, Failure> {
        self.store.read("identity.list_tenants", |tx| tenant::list(tx, TENANTS_MAX)).await
    }
}
