//! A scene as SVG, with both themes inside: whoever shows it decides by day or by night.
//!
//! Owns: the text of the file. Does not know: what is drawn.

use std::fmt::Write as _;

use super::theme::{Theme, properties};
use super::{Anchor, Scene, Shape};

/// The file.
pub(in super::super) fn file(scene: &Scene) -> String {
    let (light, dark) = (properties(Theme::Light), properties(Theme::Dark));
    let style = format!("<style>svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}</style>");
    body(scene, &style)
}

/// The same without themes, for a page that has them.
pub(in super::super) fn within_page(scene: &Scene) -> String {
    body(scene, "")
}

fn body(scene: &Scene, style: &str) -> String {
    let (width, height) = (scene.width, scene.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         font-family=\"'Inter Variable',Inter,system-ui,sans-serif\"><title>{}</title>{style}\n",
        escaped(if scene.title.is_empty() { "The curves" } else { &scene.title })
    );
    for shape in &scene.shapes {
        write(&mut out, shape);
    }
    out.push_str("</svg>\n");
    out
}

fn write(out: &mut String, shape: &Shape) {
    let written = match shape {
        Shape::Box { x, y, width, height, radius, fill, opacity } => writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\" fill=\"var(--{})\"{}/>",
            fill.name(),
            opaque(*opacity, "")
        ),
        Shape::Area { points, fill, opacity } => {
            writeln!(out, "<path d=\"{}Z\" fill=\"var(--{})\"{}/>", path(points), fill.name(), opaque(*opacity, ""))
        }
        Shape::Line { points, stroke, width, opacity } => writeln!(
            out,
            "<path d=\"{}\" fill=\"none\" stroke=\"var(--{})\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{}/>",
            path(points),
            stroke.name(),
            opaque(*opacity, "stroke-")
        ),
        Shape::Dot { x, y, radius, fill } => {
            writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"var(--{})\"/>", fill.name())
        }
        Shape::Text { x, y, size, anchor, strong, fill, text } => writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{}{} fill=\"var(--{})\">{}</text>",
            match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            },
            if *strong { " font-weight=\"650\"" } else { "" },
            fill.name(),
            escaped(text)
        ),
        Shape::Heading { x, y, heading, unit } => writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"13\" font-weight=\"650\" fill=\"var(--ink)\">{}<tspan dx=\"8\" font-size=\"12\" \
             font-weight=\"450\" fill=\"var(--ink-3)\">{}</tspan></text>",
            escaped(heading),
            escaped(unit)
        ),
    };
    written.expect("a string takes everything");
}

fn opaque(opacity: f64, of: &str) -> String {
    if opacity < 1.0 { format!(" {of}opacity=\"{opacity}\"") } else { String::new() }
}

/// A path; a tenth of a pixel is enough.
fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::with_capacity(points.len() * 12);
    for (index, (x, y)) in points.iter().enumerate() {
        let step = if index == 0 { 'M' } else { 'L' };
        write!(out, "{step}{x:.1} {y:.1}").expect("a string takes everything");
    }
    out
}

/// Text within XML.
pub(in super::super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
