//! `/api/creators/{username}`: what everybody may see of a creator.

use axum::Json;
use axum::Router;
use axum::extract::State;
use footlights_base::{AccountId, Currency, Timestamp};
use footlights_surface::{Path, Problem, ReadProblems, rest_routes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Companion, GoalBody, PublicMenuItemBody, Tip, TipId};

/// The REST paths of viewers' pages.
pub fn viewer_rest(companion: Companion) -> Router {
    routes().with_state(companion)
}

rest_routes! {
    fn routes() -> Router<Companion>;
    pub(super) fn document() -> OpenApi;
    read;
}

/// A creator, as everybody sees her.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreatorPage)]
struct CreatorPage {
    /// Who; for `join_overlay {creatorId}`.
    #[schema(value_type = String, format = "uuid")]
    creator_id: AccountId,
    /// What she is called.
    display_name: String,
    /// Always true: without a page there is no answer.
    viewer_page: bool,
    /// Whether she is live.
    live: bool,
    /// What the live session is called.
    #[schema(required)]
    session_title: Option<String>,
    /// What amounts are counted in.
    #[schema(value_type = String)]
    currency: Currency,
    /// What is worked towards, by its place.
    goals: Vec<GoalBody>,
    /// What can be had for a tip, by its place.
    menu: Vec<PublicMenuItemBody>,
    /// Newest first; at most 20.
    latest_tips: Vec<LatestTip>,
}

/// A tip, as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LatestTip)]
struct LatestTip {
    /// The same as in `tip_received`.
    #[schema(value_type = String, format = "uuid")]
    id: TipId,
    /// Who gave it; null when they want no name.
    #[schema(required)]
    tipper_name: Option<String>,
    /// What was given and not given back, in minor units.
    amount_cents: i64,
    /// What they say.
    #[schema(required)]
    message: Option<String>,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Tip> for LatestTip {
    fn from(tip: Tip) -> Self {
        let amount_cents = tip.amount_cents - tip.refunded_cents;
        Self { id: tip.id, tipper_name: tip.tipper_name, amount_cents, message: tip.message, created_at: tip.created_at }
    }
}

/// What a creator shows to everybody; not found while her page is off.
#[utoipa::path(get, path = "/api/creators/{username}", operation_id = "get_creator_page", tag = "viewers",
    params(("username" = String, Path)), security(()), responses((status = 200, body = CreatorPage), ReadProblems))]
async fn read(State(companion): State<Companion>, Path(username): Path<String>) -> Result<Json<CreatorPage>, Problem> {
    let page = companion.show_viewer_page(&username).await?;
    Ok(Json(CreatorPage {
        creator_id: page.creator_id,
        display_name: page.display_name,
        viewer_page: true,
        live: page.live.is_some(),
        session_title: page.live.flatten(),
        currency: page.currency,
        goals: page.goals.iter().map(GoalBody::from).collect(),
        menu: page.menu,
        latest_tips: page.tips.into_iter().map(LatestTip::from).collect(),
    }))
}
