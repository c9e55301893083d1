//! Arguments that every field reads alike: ids, pages, the caller and the face.

use std::str::FromStr;

use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, ID, OutputType, Result};
use footlights_base::{Cursor, Page, PageRequest, Rejection};
use footlights_surface::Caller;
use footlights_surface::graphql::{caller_of, refuse};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Parlor;

/// Who asks, and what they ask it of.
pub(super) fn asked<'a>(ctx: &Context<'a>) -> Result<(&'a Parlor, &'a Caller)> {
    let caller = caller_of(ctx)?;
    Ok((ctx.data_unchecked::<Parlor>(), caller))
}

/// What cannot be the id of anything is not found like every unknown id.
pub(super) fn id<T: FromStr>(id: &ID, what: &'static str) -> Result<T> {
    id.parse().map_err(|_| refuse(Rejection::not_found(what)))
}

/// `first` and `after` of a connection.
pub(super) struct Asked<K> {
    pub(super) after: Option<K>,
    pub(super) limit: u32,
}

impl<K: DeserializeOwned> Asked<K> {
    pub(super) fn read(list: &str, first: Option<i32>, after: Option<String>) -> Result<Self> {
        let limit = PageRequest { limit: first.map(|first| u32::try_from(first).unwrap_or(0)), cursor: None }.limit();
        let cursor = after.map(|text| Cursor::from_text(text).open(list));
        let after = cursor.transpose().map_err(|error| refuse(Rejection::field("/after", "bad_cursor", error.to_string())))?;
        Ok(Self { after, limit })
    }
}

/// A page as Relay wants it; each item's cursor is its sort key in the list.
pub(super) fn connect<T, N, K>(page: Page<T>, list: &str, from_start: bool, key: impl Fn(&T) -> K) -> Connection<String, N>
where
    N: From<T> + OutputType,
    K: Serialize,
{
    let mut connection = Connection::new(!from_start, page.next_cursor.is_some());
    connection.edges.extend(page.items.into_iter().map(|item| {
        let cursor = Cursor::seal(list, &key(&item)).to_string();
        Edge::new(cursor, N::from(item))
    }));
    connection
}
