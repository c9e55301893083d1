//! The shape of a line, whatever its language: capitals, marks, stretched letters, repetition, links.

/// What was counted while a line was cut into tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Bytes read.
    pub(crate) bytes: u32,
    /// Words that are no emotes.
    pub(crate) words: u32,
    /// Letters of words of two letters or more that are no emotes.
    pub(crate) letters: u32,
    /// Those of them that are capitals.
    pub(crate) capitals: u32,
    /// Words with a letter that lasts.
    pub(crate) stretched: u32,
    /// Exclamation marks.
    pub(crate) shouts: u32,
    /// Question marks.
    pub(crate) asks: u32,
    /// Emotes and emoji.
    pub(crate) pictures: u32,
    /// Tokens that are the same as the one before.
    pub(crate) repeats: u32,
    /// Addresses of pages.
    pub(crate) links: u32,
    /// Names after an `@`.
    pub(crate) mentions: u32,
    /// Characters that are neither letters nor pictures nor marks: what drawings are made of.
    pub(crate) strokes: u32,
    /// The line speaks to a bot.
    pub(crate) command: bool,
}

/// The fewest letters of a line whose capitals mean anything.
const CAPITAL_LETTERS_MIN: u32 = 4;
/// A line with more strokes than this is a drawing.
const STROKES_MAX: u32 = 40;

impl Shape {
    /// Most of the letters are capitals.
    pub(crate) const fn is_loud(&self) -> bool {
        self.letters >= CAPITAL_LETTERS_MIN && self.capitals * 10 >= self.letters * 7
    }

    /// The line is a picture made of characters.
    pub(crate) const fn is_drawing(&self) -> bool {
        self.strokes > STROKES_MAX && self.strokes > self.letters
    }

    /// One text over and over, longer than a shout.
    pub(crate) const fn is_pasted(&self) -> bool {
        self.bytes > 250 && self.repeats * 3 > self.words + self.pictures
    }

    /// How much force the line is said with, 0 to about 0.5.
    #[expect(clippy::cast_precision_loss, reason = "counts of a line are small")]
    pub(crate) fn energy(&self) -> f32 {
        let capitals = if self.is_loud() { 0.15 } else { 0.0 };
        let shouts = self.shouts.min(4) as f32 * 0.04;
        let stretched = self.stretched.min(2) as f32 * 0.06;
        let repeats = self.repeats.min(6) as f32 * 0.035;
        capitals + shouts + stretched + repeats
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn capitals_count_where_there_are_enough_letters() {
        assert!(!Shape { letters: 2, capitals: 2, ..Shape::default() }.is_loud());
        assert!(Shape { letters: 8, capitals: 7, ..Shape::default() }.is_loud());
        assert!(!Shape { letters: 8, capitals: 3, ..Shape::default() }.is_loud());
    }

    #[test]
    fn energy_has_a_ceiling() {
        let calm = Shape::default();
        let wild = Shape { letters: 900, capitals: 900, shouts: 900, stretched: 900, repeats: 900, ..calm };
        assert_eq!(calm.energy(), 0.0);
        assert!(wild.energy() > 0.4 && wild.energy() < 0.7);
    }
}
