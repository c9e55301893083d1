//! Which characters are emoji, which only colour them, which are letters.

/// What a character beyond ASCII is to a reader of chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// Part of a word.
    Letter,
    /// A picture.
    Emoji,
    /// Joins or colours pictures, or is not seen at all.
    Unseen,
    /// Punctuation, drawing, anything else.
    Other,
}

/// What this character is.
pub(crate) fn kind(character: char) -> Glyph {
    match character as u32 {
        0x200b..=0x200f | 0x2060..=0x2064 | 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff | 0xe0000..=0xe007f | 0x20e3 | 0x00ad | 0xfeff => {
            Glyph::Unseen
        }
        0x203c | 0x2049 | 0x231a..=0x23ff | 0x2600..=0x27bf | 0x2b50..=0x2b55 | 0x1f000..=0x1faff => Glyph::Emoji,
        _ if character.is_alphanumeric() => Glyph::Letter,
        _ => Glyph::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Glyph, kind};

    #[test]
    fn pictures_letters_and_what_joins_them() {
        assert_eq!(kind('😂'), Glyph::Emoji);
        assert_eq!(kind('❤'), Glyph::Emoji);
        assert_eq!(kind('\u{fe0f}'), Glyph::Unseen);
        assert_eq!(kind('\u{1f3fd}'), Glyph::Unseen);
        assert_eq!(kind('é'), Glyph::Letter);
        assert_eq!(kind('草'), Glyph::Letter);
        assert_eq!(kind('⣿'), Glyph::Other);
    }
}
