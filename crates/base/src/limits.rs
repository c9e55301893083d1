//! Limits on text. Lengths count code points, as people see them counted (4-contracts §4).

use crate::FieldError;

/// How long a text may be and what it is called in a refusal.
#[derive(Debug, Clone, Copy)]
pub struct TextLimit {
    /// JSON Pointer of the field, such as `/message`.
    pub field: &'static str,
    /// The fewest code points, after trimming.
    pub chars_min: usize,
    /// The most code points, after trimming.
    pub chars_max: usize,
}

impl TextLimit {
    /// The text without surrounding white space, or what is wrong with it.
    ///
    /// NUL is refused (databases disagree on it), as are other control characters except line breaks and tabs.
    ///
    /// # Errors
    /// `too_short`, `too_long` or `bad_character`, naming the field.
    pub fn check(&self, text: &str) -> Result<String, FieldError> {
        let trimmed = text.trim();
        let refuse = |code, detail: String| Err(FieldError { field: self.field.into(), code, detail: detail.into() });
        if trimmed.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return refuse("bad_character", "Control characters are not allowed here.".into());
        }
        let chars = trimmed.chars().count();
        if chars > self.chars_max {
            return refuse("too_long", format!("At most {} characters; this has {chars}.", self.chars_max));
        }
        if chars < self.chars_min {
            return refuse("too_short", format!("At least {} characters.", self.chars_min));
        }
        Ok(trimmed.to_owned())
    }
}

/// The text, cut to `chars_max` code points; what was cut shows as an ellipsis.
#[must_use]
pub fn cut_with_ellipsis(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::{TextLimit, cut_with_ellipsis};

    const NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 5 };

    #[test]
    fn lengths_count_code_points() {
        assert_eq!(NAME.check(" ñandú ").expect("five"), "ñandú");
        assert_eq!(NAME.check("123456").expect_err("six").code, "too_long");
        assert_eq!(NAME.check("  ").expect_err("none").code, "too_short");
        assert_eq!(NAME.check("a\0b").expect_err("nul").code, "bad_character");
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(cut_with_ellipsis("hello", 5), "hello");
        assert_eq!(cut_with_ellipsis("hello!", 5), "hell…");
    }
}
