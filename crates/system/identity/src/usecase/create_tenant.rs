//! Makes a tenant. Only the operator does, by a command of the binary.
//!
//! Refusals: `invalid_fields` (400), `tenant_taken` (409).

use footlights_base::{ErrorKind, Failure, Rejection, TenantId, TextLimit};
use footlights_store::Keys;
use serde_json::json;

use crate::Identity;
use crate::model::{Actor, Tenant};
use crate::store::{audit, tenant};

/// The tenant of the first start.
pub(crate) const DEFAULT_TENANT: &str = "default";

const NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 64 };

impl Identity {
    /// Makes a tenant.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_tenant(&self, name: &str) -> Result<Tenant, Failure> {
        let name = NAME.check(name).map_err(|error| Rejection::fields(vec![error]))?;
        let made = Tenant { id: TenantId::new(&*self.clock, &self.chance), name, created_at: self.now() };
        let act = self.act(&Actor::Operator(made.id), "tenant.created");
        self.store
            .write("identity.create_tenant", Keys::none(), move |tx| {
                if !tenant::add(tx, &made)? {
                    return Err(Rejection::new(ErrorKind::Conflict, "tenant_taken", "There is a tenant with this name already.").into());
                }
                audit::add(tx, &act, &made.id.to_string(), &json!({"name": made.name}))?;
                Ok(made.clone())
            })
            .await
    }

    /// A tenant by its name; the oldest one without a name.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn tenant(&self, name: Option<&str>) -> Result<Tenant, Failure> {
        let name = name.map(str::to_owned);
        let found = self
            .store
            .read("identity.tenant", move |tx| match &name {
                Some(name) => tenant::find_by_name(tx, name),
                None => tenant::first(tx),
            })
            .await?;
        Ok(found.ok_or_else(|| Rejection::not_found("tenant"))?)
    }
}
