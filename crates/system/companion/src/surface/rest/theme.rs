//! `/api/overlay/theme`.

use axum::Json;
use axum::extract::State;
use footlights_surface::{Caller, JsonBody, Problem, Problems, ReadProblems};

use crate::Companion;
use crate::model::Theme;

/// The overlay's look.
#[utoipa::path(get, path = "/api/overlay/theme", operation_id = "get_overlay_theme", tag = "overlay",
    responses((status = 200, body = Theme), ReadProblems))]
pub(super) async fn read(State(companion): State<Companion>, caller: Caller) -> Result<Json<Theme>, Problem> {
    Ok(Json(companion.get_theme(&caller).await?))
}

/// Gives the overlay another look. `version` is the one that was seen; what is left out is as in the beginning.
#[utoipa::path(put, path = "/api/overlay/theme", operation_id = "set_overlay_theme", tag = "overlay", request_body = Theme,
    responses((status = 200, body = Theme), Problems))]
pub(super) async fn replace(
    State(companion): State<Companion>,
    caller: Caller,
    JsonBody(theme): JsonBody<Theme>,
) -> Result<Json<Theme>, Problem> {
    Ok(Json(companion.set_theme(&caller, theme).await?))
}
