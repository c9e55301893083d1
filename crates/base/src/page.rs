//! Pages of long lists, continued by opaque cursors.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// How many items a page has when nobody says.
const LIMIT_DEFAULT: u32 = 50;
/// How many items a page has at most.
const LIMIT_MAX: u32 = 200;
/// The longest cursor text we look at.
const CURSOR_CHARS_MAX: usize = 512;

/// Where a list goes on: the sort key of the last item seen, unreadable on purpose.
///
/// Clients must hand it back as it is. It holds no secret and grants nothing:
/// a forged one only starts the list elsewhere within what the caller may see anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

/// The cursor was not made by the list it was given to.
#[derive(Debug, thiserror::Error)]
#[error("the cursor does not belong to this list; start without one")]
pub struct CursorError;

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Cursor {
    /// As a client hands it back; what it is worth shows when it is opened.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Seals a sort key. `list` names the list, so that a cursor of another one is noticed.
    ///
    /// # Panics
    /// When `key` does not serialise, which for tuples of numbers and ids cannot happen.
    #[must_use]
    pub fn seal(list: &str, key: &impl Serialize) -> Self {
        let text = serde_json::to_vec(&(list, key)).expect("a sort key is plain");
        Self(URL_SAFE_NO_PAD.encode(text))
    }

    /// Opens a sort key of the same list.
    ///
    /// # Errors
    /// When the text is not a cursor of `list`.
    pub fn open<K: DeserializeOwned>(&self, list: &str) -> Result<K, CursorError> {
        if self.0.len() > CURSOR_CHARS_MAX {
            return Err(CursorError);
        }
        let text = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| CursorError)?;
        let (named, key): (String, K) = serde_json::from_slice(&text).map_err(|_| CursorError)?;
        if named == list { Ok(key) } else { Err(CursorError) }
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// How many items at most; 50 when not said, never more than 200.
    pub limit: Option<u32>,
    /// Where the previous page ended.
    pub cursor: Option<Cursor>,
}

impl PageRequest {
    /// The limit that applies: 1..=200.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX)
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts; none at the end.
    pub next_cursor: Option<Cursor>,
}

impl<T> Page<T> {
    /// From up to `limit + 1` rows: the extra one tells that there is more and is cut off.
    #[must_use]
    pub fn from_rows<K: Serialize>(mut rows: Vec<T>, limit: u32, list: &str, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = if more { rows.last().map(|last| Cursor::seal(list, &key(last))) } else { None };
        Self { items: rows, next_cursor }
    }

    /// The same page of something else.
    #[must_use]
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Page};

    #[test]
    fn a_cursor_opens_only_for_its_own_list() {
        let cursor = Cursor::seal("tips", &(5, "x"));
        assert_eq!(cursor.open::<(i64, String)>("tips").expect("own"), (5, "x".to_owned()));
        assert!(cursor.open::<(i64, String)>("sessions").is_err());
        assert!(cursor.open::<String>("tips").is_err());
        assert!(Cursor("%%%".into()).open::<i64>("tips").is_err());
    }

    #[test]
    fn the_extra_row_tells_that_there_is_more() {
        let page = Page::from_rows(vec![1, 2, 3], 2, "n", |n| *n);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(page.next_cursor.expect("more").open::<i32>("n").expect("own"), 2);
        assert!(Page::from_rows(vec![1, 2], 2, "n", |n| *n).next_cursor.is_none());
    }
}
