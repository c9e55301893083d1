//! The figure of a scenario: five panels over one axis of time.
//!
//! Owns: shapes, and what a figure is made of. Does not know: files.
//! A [`Scene`] is a list of shapes in the colours of the look, by name; `svg` writes it with both themes inside, `png` draws one of them.

pub(super) mod axis;
mod glyphs;
mod panel;
pub(super) mod plot;
pub(super) mod png;
pub(super) mod svg;
pub(super) mod theme;

use theme::Ink;

/// A drawing, in pixels from the upper left.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) title: String,
    pub(super) shapes: Vec<Shape>,
}

impl Scene {
    /// A text that begins at a point of its base line.
    fn text(&mut self, at: (f64, f64), size: f64, fill: Ink, text: impl Into<String>) {
        self.anchored(at, size, fill, Anchor::Start, text);
    }

    fn strong(&mut self, (x, y): (f64, f64), size: f64, fill: Ink, text: impl Into<String>) {
        self.shapes.push(Shape::Text { x, y, size, anchor: Anchor::Start, strong: true, fill, text: text.into() });
    }

    fn anchored(&mut self, (x, y): (f64, f64), size: f64, fill: Ink, anchor: Anchor, text: impl Into<String>) {
        self.shapes.push(Shape::Text { x, y, size, anchor, strong: false, fill, text: text.into() });
    }

    fn line(&mut self, points: Vec<(f64, f64)>, stroke: Ink, opacity: f64) {
        self.shapes.push(Shape::Line { points, stroke, width: 1.0, opacity });
    }
}

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One shape.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Box {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        radius: f64,
        fill: Ink,
        opacity: f64,
    },
    /// A polygon, filled.
    Area {
        points: Vec<(f64, f64)>,
        fill: Ink,
        opacity: f64,
    },
    Line {
        points: Vec<(f64, f64)>,
        stroke: Ink,
        width: f64,
        opacity: f64,
    },
    Dot {
        x: f64,
        y: f64,
        radius: f64,
        fill: Ink,
    },
    Text {
        x: f64,
        y: f64,
        size: f64,
        anchor: Anchor,
        strong: bool,
        fill: Ink,
        text: String,
    },
    /// A heading and its unit, one after the other whatever the font.
    Heading {
        x: f64,
        y: f64,
        heading: String,
        unit: String,
    },
}

/// How wide a text is, in pixels.
pub(super) fn width_of(text: &str, size: f64, strong: bool) -> f64 {
    glyphs::width(text, size, strong)
}
