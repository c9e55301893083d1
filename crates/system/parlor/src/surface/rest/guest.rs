//! `POST /api/auth/guest`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use footlights_base::AccountId;
use footlights_surface::{ClientAddress, Edge, JsonBody, Problem, Problems};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::RoomId;
use crate::{OpenGuest, Parlor};

/// Who wants to be a guest.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenGuest)]
pub(super) struct GuestWish {
    /// The name people see: 1 to 64 characters.
    display_name: String,
    /// The secret of a join link to a room that takes guests.
    join_link: String,
}

/// A guest: come in with `POST /api/rooms/{roomId}/join {link}`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Guest)]
pub(super) struct GuestBody {
    /// For `Authorization: Bearer`; good for one room.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until it ends, and the account with it.
    expires_in: u64,
    /// The room it is for.
    #[schema(value_type = String, format = "uuid")]
    room_id: RoomId,
    /// The account that was made.
    account: GuestAccount,
}

/// The account of a guest.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuestAccount {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    id: AccountId,
    /// The name people see.
    display_name: String,
}

/// Becomes a guest of one room by its join link, without signing in.
#[utoipa::path(post, path = "/api/auth/guest", operation_id = "open_guest", tag = "auth", security(()), request_body = GuestWish,
    responses((status = 201, body = GuestBody), Problems))]
pub(super) async fn open(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    ClientAddress(remote): ClientAddress,
    JsonBody(body): JsonBody<GuestWish>,
) -> Result<Response, Problem> {
    let guest = parlor.open_guest(OpenGuest { display_name: body.display_name, join_link: body.join_link, remote }).await?;
    let now = edge.clock.now();
    let body = GuestBody {
        access_token: guest.issued.secret,
        token_type: "Bearer",
        expires_in: guest.issued.token.expires_at.map_or(0, |end| end.since(now).as_secs()),
        room_id: guest.room_id,
        account: GuestAccount { id: guest.issued.account.id, display_name: guest.issued.account.display_name },
    };
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
