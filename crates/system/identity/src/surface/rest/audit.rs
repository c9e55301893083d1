//! `/api/audit`: the audit trail, for admins.

use axum::Json;
use axum::extract::State;
use footlights_surface::{Caller, Paging, PagingParams, Problem, ReadProblems};

use super::body::AuditPage;
use crate::usecase::list_audit::LIST;
use crate::{Actor, Identity};

/// Lists what was done in the tenant, newest first.
#[utoipa::path(get, path = "/api/audit", operation_id = "list_audit", tag = "accounts", params(PagingParams), responses((status = 200, body = AuditPage), ReadProblems))]
pub(super) async fn list(State(identity): State<Identity>, caller: Caller, paging: Paging) -> Result<Json<AuditPage>, Problem> {
    let before = paging.after(LIST)?;
    Ok(Json(identity.list_audit_before(&Actor::from(&caller), before, paging.0.limit()).await?.into()))
}
