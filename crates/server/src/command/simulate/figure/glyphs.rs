//! Letters as outlines: Inter, cut down to Latin, so that a picture looks the same on a machine without fonts.
//!
//! Owns: the two cuts, widths, outlines. Does not know: where a text stands.

use std::sync::OnceLock;

use tiny_skia::{Path, PathBuilder};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

static REGULAR: &[u8] = include_bytes!("inter-regular.ttf");
static STRONG: &[u8] = include_bytes!("inter-strong.ttf");

fn face(strong: bool) -> &'static Face<'static> {
    static FACES: OnceLock<[Face<'static>; 2]> = OnceLock::new();
    let parse = |bytes: &'static [u8]| Face::parse(bytes, 0).expect("the font inside is one");
    &FACES.get_or_init(|| [parse(REGULAR), parse(STRONG)])[usize::from(strong)]
}

/// How wide a text is. A letter the cut does not have is as wide as the box drawn for it.
pub(super) fn width(text: &str, size: f64, strong: bool) -> f64 {
    let face = face(strong);
    let advance = |letter: char| f64::from(face.glyph_hor_advance(glyph(face, letter)).unwrap_or(0));
    text.chars().map(advance).sum::<f64>() * size / f64::from(face.units_per_em())
}

/// The outline of a text that begins at a point of its base line.
pub(super) fn outline(text: &str, x: f64, y: f64, size: f64, strong: bool) -> Option<Path> {
    let face = face(strong);
    let scale = size / f64::from(face.units_per_em());
    let mut pen = Pen { path: PathBuilder::new(), x, y, scale };
    for letter in text.chars() {
        let glyph = glyph(face, letter);
        face.outline_glyph(glyph, &mut pen);
        pen.x += f64::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
    }
    pen.path.finish()
}

fn glyph(face: &Face<'_>, letter: char) -> GlyphId {
    face.glyph_index(letter).unwrap_or_default()
}

struct Pen {
    path: PathBuilder,
    x: f64,
    y: f64,
    scale: f64,
}

impl Pen {
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        ((self.x + f64::from(x) * self.scale) as f32, (self.y - f64::from(y) * self.scale) as f32)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.path.close();
    }
}
