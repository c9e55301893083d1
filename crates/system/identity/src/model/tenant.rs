//! A tenant: the isolation boundary every row of every system carries.

use footlights_base::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};

/// One of the houses that share an installation without seeing each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its name, unique in the installation.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}
