//! `/api/menu`.

use axum::Json;
use axum::extract::State;
use footlights_base::{AccountId, Cursor};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Path, Problem, Problems, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::model::{MenuItemCategory, MenuItemId};
use crate::wire::{MenuItemBody, PublicMenuBody};
use crate::{Companion, CreateMenuItem, UpdateMenuItem};

/// The item to make.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateMenuItem)]
pub(super) struct CreateBody {
    /// What it is called: 1 to 60 characters.
    name: String,
    /// What it is: at most 300 characters.
    #[serde(default)]
    description: String,
    /// What sort of item.
    #[schema(value_type = MenuItemCategory)]
    category: String,
    /// What it costs, in minor units: 1 to 100,000,000. This or tokens, or both.
    price_cents: Option<i64>,
    /// What it costs, in tokens: 1 to 100,000,000.
    price_tokens: Option<i64>,
    /// Whether it can be had; true when not said.
    active: Option<bool>,
    /// How long it cannot be had after it was taken: 0 to 86,400; 0 when not said.
    #[serde(default)]
    cooldown_seconds: i64,
    /// How often it can be had in one session: 0 to 1,000,000; endlessly when not said.
    stock: Option<i64>,
}

/// What is to change; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UpdateMenuItem)]
pub(super) struct UpdateBody {
    /// Another name.
    name: Option<String>,
    /// Another description.
    description: Option<String>,
    /// Another category.
    #[schema(value_type = Option<MenuItemCategory>)]
    category: Option<String>,
    /// Another price in money; null takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<i64>)]
    price_cents: Option<Option<i64>>,
    /// Another price in tokens; null takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<i64>)]
    price_tokens: Option<Option<i64>>,
    /// Whether it can be had.
    active: Option<bool>,
    /// Another cooldown.
    cooldown_seconds: Option<i64>,
    /// Another stock; null is endless.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<i64>)]
    stock: Option<Option<i64>>,
}

/// Tells a field that is null from one that is not there.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Items in the wanted order.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderMenu)]
pub(super) struct OrderBody {
    /// These first; others stay behind them as they were.
    #[schema(value_type = Vec<String>)]
    ids: Vec<MenuItemId>,
}

/// Nothing needs to be said.
#[derive(Deserialize, Serialize, Default, ToSchema)]
pub(super) struct Nothing {}

/// A menu by its items' place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MenuPage {
    /// All of them.
    items: Vec<MenuItemBody>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

impl From<Vec<MenuItemBody>> for MenuPage {
    fn from(items: Vec<MenuItemBody>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// Lists one's menu.
#[utoipa::path(get, path = "/api/menu", operation_id = "list_menu", tag = "menu", responses((status = 200, body = MenuPage), ReadProblems))]
pub(super) async fn list(State(companion): State<Companion>, caller: Caller) -> Result<Json<MenuPage>, Problem> {
    Ok(Json(companion.list_menu(&caller).await?.into()))
}

/// A creator's menu, for everybody.
#[utoipa::path(get, path = "/api/menu/public/{creatorId}", operation_id = "public_menu", tag = "menu", params(("creatorId" = String, Path)),
    responses((status = 200, body = PublicMenuBody), ReadProblems), security(()))]
pub(super) async fn public(State(companion): State<Companion>, Path(creator): Path<AccountId>) -> Result<Json<PublicMenuBody>, Problem> {
    Ok(Json(companion.public_menu(creator).await?))
}

/// Puts an item on the menu.
#[utoipa::path(post, path = "/api/menu", operation_id = "create_menu_item", tag = "menu", request_body = CreateBody,
    responses((status = 201, body = MenuItemBody), Problems))]
pub(super) async fn create(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<(StatusCode, Json<MenuItemBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let CreateBody { name, description, category, price_cents, price_tokens, active, cooldown_seconds, stock } = body;
    let active = active.unwrap_or(true);
    let command = CreateMenuItem { name, description, category, price_cents, price_tokens, active, cooldown_seconds, stock };
    Ok((StatusCode::CREATED, Json(companion.create_menu_item(&caller, command, once).await?)))
}

/// Changes an item.
#[utoipa::path(patch, path = "/api/menu/{id}", operation_id = "update_menu_item", tag = "menu", params(("id" = String, Path)),
    request_body = UpdateBody, responses((status = 200, body = MenuItemBody), Problems))]
pub(super) async fn update(
    State(companion): State<Companion>,
    caller: Caller,
    Path(id): Path<MenuItemId>,
    JsonBody(body): JsonBody<UpdateBody>,
) -> Result<Json<MenuItemBody>, Problem> {
    let UpdateBody { name, description, category, price_cents, price_tokens, active, cooldown_seconds, stock } = body;
    let command = UpdateMenuItem { name, description, category, price_cents, price_tokens, active, cooldown_seconds, stock };
    Ok(Json(companion.update_menu_item(&caller, id, command).await?))
}

/// Takes an item off the menu for good.
#[utoipa::path(delete, path = "/api/menu/{id}", operation_id = "delete_menu_item", tag = "menu", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn remove(State(companion): State<Companion>, caller: Caller, Path(id): Path<MenuItemId>) -> Result<StatusCode, Problem> {
    companion.delete_menu_item(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Switches an item on when it is off, and off when it is on.
#[utoipa::path(post, path = "/api/menu/{id}/toggle", operation_id = "toggle_menu_item", tag = "menu", params(("id" = String, Path)),
    request_body = Option<Nothing>, responses((status = 200, body = MenuItemBody), Problems))]
pub(super) async fn toggle(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<MenuItemId>,
    _body: Option<JsonBody<Nothing>>,
) -> Result<Json<MenuItemBody>, Problem> {
    let once = key.once(&caller, &Nothing {}, edge.clock.now());
    Ok(Json(companion.toggle_menu_item(&caller, id, once).await?))
}

/// Puts the menu in another order.
#[utoipa::path(post, path = "/api/menu/order", operation_id = "order_menu", tag = "menu", request_body = OrderBody,
    responses((status = 200, body = MenuPage), Problems))]
pub(super) async fn order(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<OrderBody>,
) -> Result<Json<MenuPage>, Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    Ok(Json(companion.order_menu(&caller, body.ids, once).await?.into()))
}
