//! What only REST has: pages.

use footlights_base::{AccountId, Cursor, Page};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::model::{Note, Tip};
use crate::{NoteBody, SessionBody, TipBody};

/// On whose behalf.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct OnBehalf {
    /// The creator whom one helps as a moderator; oneself when not said.
    #[param(value_type = Option<String>, format = "uuid")]
    pub(super) creator_id: Option<AccountId>,
}

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionPage {
    /// Newest first.
    pub(super) items: Vec<SessionBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    pub(super) next_cursor: Option<Cursor>,
}

/// A page of tips.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TipPage {
    /// Newest first.
    items: Vec<TipBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

impl From<Page<Tip>> for TipPage {
    fn from(page: Page<Tip>) -> Self {
        let Page { items, next_cursor } = page.map(TipBody::from);
        Self { items, next_cursor }
    }
}

/// A page of notes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NotePage {
    /// Newest first.
    items: Vec<NoteBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

impl From<Page<Note>> for NotePage {
    fn from(page: Page<Note>) -> Self {
        let Page { items, next_cursor } = page.map(NoteBody::from);
        Self { items, next_cursor }
    }
}
