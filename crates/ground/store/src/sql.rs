//! SQL texts: written once with `$N`, named, constant.

use std::borrow::Cow;

/// One statement of the code, by name. Written with `$1`, `$2` … and in the dialect both databases share
/// (`docs/decisions` says what is banned). Made by [`statements!`](crate::statements).
#[derive(Clone, Copy)]
pub struct Sql {
    name: &'static str,
    text: &'static str,
}

impl Sql {
    /// A named statement. Use [`statements!`](crate::statements), which also lists it for the test that prepares every one.
    #[must_use]
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    /// What logs and errors call it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The text as written.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// Whether it changes something: `INSERT … RETURNING` is read like a query and counts as a write.
    pub(crate) fn writes(&self) -> bool {
        ["INSERT", "UPDATE", "DELETE"].iter().any(|word| self.text.trim_start().starts_with(word))
    }

    /// The text for SQLite: `?N`, because there `$N` is a name that binds by order of appearance.
    pub(crate) fn for_sqlite(&self) -> Cow<'static, str> {
        with_question_marks(self.text)
    }
}

impl std::fmt::Debug for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Rewrites `$N` to `?N` outside of string literals.
fn with_question_marks(text: &'static str) -> Cow<'static, str> {
    if !text.contains('$') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut in_literal = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        in_literal ^= c == '\'';
        let is_parameter = c == '$' && !in_literal && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_parameter { '?' } else { c });
    }
    Cow::Owned(out)
}

/// Declares the statements of one store file: a constant of type [`Sql`] each, and `STATEMENTS`, the list of them all.
///
/// ```
/// footlights_store::statements! {
///     /// The tips of one session, newest first.
///     LIST_TIPS = "SELECT id, amount_minor FROM companion_tip WHERE session = $1 ORDER BY at DESC, id DESC LIMIT $2";
/// }
/// assert_eq!(STATEMENTS.len(), 1);
/// assert_eq!(LIST_TIPS.name(), "LIST_TIPS");
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* pub(crate) const $name: $crate::Sql = $crate::Sql::new(stringify!($name), $text);)+
        /// Every statement of this file, for the test that prepares them on both databases.
        pub(crate) const STATEMENTS: &[$crate::Sql] = &[$($name),+];
    };
}

#[cfg(test)]
mod tests {
    use super::with_question_marks;

    #[test]
    fn parameters_are_rewritten_and_literals_are_left_alone() {
        assert_eq!(with_question_marks("SELECT $2, $10, '$1', 'it''s $3', $1"), "SELECT ?2, ?10, '$1', 'it''s $3', ?1");
        assert_eq!(with_question_marks("SELECT 1"), "SELECT 1");
    }
}
