//! A scene as a picture of one theme, at twice the size for sharp screens.
//!
//! Owns: rasterising. Does not know: what is drawn.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::theme::{Ink, Theme};
use super::{Anchor, Scene, Shape, glyphs};

const SCALE: f32 = 2.0;

/// The bytes of a PNG file.
///
/// # Errors
/// A scene of no size, or larger than a picture can be.
pub(in super::super) fn file(scene: &Scene, theme: Theme) -> anyhow::Result<Vec<u8>> {
    let pixels = |length: f64| (length * f64::from(SCALE)).ceil() as u32;
    let mut picture = Pixmap::new(pixels(scene.width), pixels(scene.height)).ok_or_else(|| anyhow::anyhow!("a picture has a size"))?;
    for shape in &scene.shapes {
        draw(&mut picture, shape, theme);
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let opaque: Vec<u8> = picture.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(bytes)
}

fn draw(picture: &mut Pixmap, shape: &Shape, theme: Theme) {
    match shape {
        Shape::Box { x, y, width, height, radius, fill, opacity } => {
            let path = if *radius > 0.0 {
                rounded(*x, *y, *width, *height, *radius)
            } else {
                Rect::from_xywh(*x as f32, *y as f32, *width as f32, *height as f32).map(PathBuilder::from_rect)
            };
            filled(picture, path, &paint(*fill, *opacity, theme));
        }
        Shape::Area { points, fill, opacity } => filled(picture, polygon(points, true), &paint(*fill, *opacity, theme)),
        Shape::Line { points, stroke, width, opacity } => {
            let Some(path) = polygon(points, false) else {
                return;
            };
            let stroke_of = Stroke { width: *width as f32, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
            picture.stroke_path(&path, &paint(*stroke, *opacity, theme), &stroke_of, Transform::from_scale(SCALE, SCALE), None);
        }
        Shape::Dot { x, y, radius, fill } => {
            filled(picture, PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32), &paint(*fill, 1.0, theme));
        }
        Shape::Text { x, y, size, anchor, strong, fill, text } => {
            let width = glyphs::width(text, *size, *strong);
            let start = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            filled(picture, glyphs::outline(text, start, *y, *size, *strong), &paint(*fill, 1.0, theme));
        }
        Shape::Heading { x, y, heading, unit } => {
            filled(picture, glyphs::outline(heading, *x, *y, 13.0, true), &paint(Ink::Text, 1.0, theme));
            let after = x + glyphs::width(heading, 13.0, true) + 8.0;
            filled(picture, glyphs::outline(unit, after, *y, 12.0, false), &paint(Ink::Ink3, 1.0, theme));
        }
    }
}

fn filled(picture: &mut Pixmap, path: Option<Path>, paint: &Paint<'_>) {
    if let Some(path) = path {
        picture.fill_path(&path, paint, FillRule::Winding, Transform::from_scale(SCALE, SCALE), None);
    }
}

fn paint(ink: Ink, opacity: f64, theme: Theme) -> Paint<'static> {
    let [red, green, blue] = ink.rgb(theme);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(Color::from_rgba8(red, green, blue, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8));
    paint
}

fn polygon(points: &[(f64, f64)], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 { builder.move_to(*x as f32, *y as f32) } else { builder.line_to(*x as f32, *y as f32) }
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

fn rounded(x: f64, y: f64, width: f64, height: f64, radius: f64) -> Option<Path> {
    let (left, top, right, bottom) = (x as f32, y as f32, (x + width) as f32, (y + height) as f32);
    let r = radius as f32;
    let mut path = PathBuilder::new();
    path.move_to(left + r, top);
    path.line_to(right - r, top);
    path.quad_to(right, top, right, top + r);
    path.line_to(right, bottom - r);
    path.quad_to(right, bottom, right - r, bottom);
    path.line_to(left + r, bottom);
    path.quad_to(left, bottom, left, bottom - r);
    path.line_to(left, top + r);
    path.quad_to(left, top, left + r, top);
    path.close();
    path.finish()
}
