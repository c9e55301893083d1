//! `/api/tips`.

use axum::Json;
use axum::extract::State;
use footlights_base::{AccountId, Timestamp};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, Query, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{OnBehalf, TipPage};
use crate::model::{MenuItemId, Platform, SessionId, TipId, TipSource};
use crate::usecase::list_tips::LIST;
use crate::wire::TotalsBody;
use crate::{Companion, RecordTip, RefundTip, TipBody, TipFilter};

/// The tip to record.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RecordTip)]
pub(super) struct RecordBody {
    /// The session; the live one when not said.
    #[schema(value_type = Option<String>, format = "uuid")]
    session_id: Option<SessionId>,
    /// How much, in minor units: 1 to 100,000,000. Either this or `amountTokens`.
    amount_cents: Option<i64>,
    /// How many tokens: 1 to 100,000,000.
    amount_tokens: Option<i64>,
    /// Must be the session's currency.
    currency: Option<String>,
    /// Who gives it: at most 25 characters.
    tipper_name: Option<String>,
    /// What they say: at most 255 characters.
    message: Option<String>,
    /// `manual`, or `platform_api` with scope `tips:ingest`.
    #[schema(value_type = Option<TipSource>)]
    source: Option<String>,
    /// How the platform calls the tip; the same again answers the first.
    external_id: Option<String>,
    /// The menu item it is for; otherwise the one that costs exactly this.
    #[schema(value_type = Option<String>, format = "uuid")]
    menu_item_id: Option<MenuItemId>,
    /// Whether only you may see who gives it.
    #[serde(default)]
    anonymous: bool,
}

/// Which tips are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct FilterParams {
    /// Whose: a creator whom one helps as a moderator; one's own when neither this nor a session is said.
    #[param(value_type = Option<String>, format = "uuid")]
    creator_id: Option<AccountId>,
    /// Only of this session.
    #[param(value_type = Option<String>, format = "uuid")]
    session_id: Option<SessionId>,
    /// Given at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Given before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Only of this platform.
    platform: Option<Platform>,
    /// With these words in name or message.
    q: Option<String>,
}

/// Lists one's tips.
#[utoipa::path(get, path = "/api/tips", operation_id = "list_tips", tag = "tips", params(FilterParams, PagingParams),
    responses((status = 200, body = TipPage), ReadProblems))]
pub(super) async fn list(
    State(companion): State<Companion>,
    caller: Caller,
    Query(filter): Query<FilterParams>,
    paging: Paging,
) -> Result<Json<TipPage>, Problem> {
    let FilterParams { creator_id, session_id, from, to, platform, q } = filter;
    let filter = TipFilter { creator_id, session_id, platform, from, to, search: q };
    Ok(Json(companion.list_tips(&caller, filter, paging.after(LIST)?, paging.0.limit()).await?.into()))
}

/// Records a tip.
#[utoipa::path(post, path = "/api/tips", operation_id = "record_tip", tag = "tips", params(OnBehalf), request_body = RecordBody,
    responses((status = 201, body = TipBody), Problems))]
pub(super) async fn record(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
    JsonBody(body): JsonBody<RecordBody>,
) -> Result<(StatusCode, Json<TipBody>), Problem> {
    let once = key.once(&caller, &(creator_id, &body), edge.clock.now());
    let command = RecordTip {
        creator_id,
        session_id: body.session_id,
        amount_cents: body.amount_cents,
        amount_tokens: body.amount_tokens,
        currency: body.currency,
        tipper_name: body.tipper_name,
        message: body.message,
        via: TipSource::Manual,
        source: body.source,
        external_id: body.external_id,
        menu_item_id: body.menu_item_id,
        anonymous: body.anonymous,
    };
    let recorded = companion.record_tip(&caller, command, once).await?;
    Ok((StatusCode::CREATED, Json(recorded.tip.into())))
}

/// What to give back.
#[derive(Serialize, Deserialize, Default, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RefundTip)]
pub(super) struct RefundBody {
    /// How much, in minor units; all that is left when not said.
    amount_cents: Option<i64>,
    /// Why: at most 200 characters. Only you see it.
    reason: Option<String>,
}

/// A tip that was given back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundedTip {
    /// The tip as it is now.
    tip: TipBody,
    /// The totals right after it.
    session_totals: TotalsBody,
}

/// Gives a tip back, wholly or in part; also after the session's end.
#[utoipa::path(post, path = "/api/tips/{id}/refund", operation_id = "refund_tip", tag = "tips", params(("id" = String, Path)),
    request_body = Option<RefundBody>, responses((status = 200, body = RefundedTip), Problems))]
pub(super) async fn refund(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<TipId>,
    body: Option<JsonBody<RefundBody>>,
) -> Result<Json<RefundedTip>, Problem> {
    let body = body.map(|JsonBody(body)| body).unwrap_or_default();
    let once = key.once(&caller, &body, edge.clock.now());
    let RefundBody { amount_cents, reason } = body;
    let refunded = companion.refund_tip(&caller, id, RefundTip { amount_cents, reason }, once).await?;
    Ok(Json(RefundedTip { tip: refunded.tip.into(), session_totals: refunded.session_totals.into() }))
}
