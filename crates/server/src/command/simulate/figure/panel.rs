//! One panel: a scale of values over the axis of time, with its heading and its names.
//!
//! Owns: lines, bands, steps and stacks within a panel. Does not know: what they mean.

use super::axis::TimeAxis;
use super::plot::{LEFT, MARGIN};
use super::theme::Ink;
use super::{Anchor, Scene, Shape};

/// A panel between two heights, for values from 0 to `highest`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Panel<'a> {
    pub(super) axis: &'a TimeAxis,
    pub(super) top: f64,
    pub(super) height: f64,
    pub(super) highest: f64,
    /// Seconds from the beginning of every point.
    pub(super) times: &'a [f64],
}

impl Panel<'_> {
    pub(super) fn y(&self, value: f64) -> f64 {
        self.top + self.height * (1.0 - (value / self.highest).clamp(0.0, 1.0))
    }

    /// Heading, base line, names of values.
    pub(super) fn frame(&self, scene: &mut Scene, heading: &str, unit: &str, names: &[(f64, String)]) {
        scene.shapes.push(Shape::Heading { x: MARGIN, y: self.top - 12.0, heading: heading.to_owned(), unit: unit.to_owned() });
        let floor = self.top + self.height;
        for (from, to) in self.axis.stretches() {
            scene.line(vec![(from, floor), (to, floor)], Ink::Edge, 1.0);
        }
        for (value, name) in names {
            scene.anchored((LEFT - 10.0, self.y(*value) + 4.0), 11.0, Ink::Ink3, Anchor::End, name);
        }
    }

    /// Places of all points that are drawn, in runs without a gap: the number of the point and where it stands.
    fn runs(&self, values: &[f32]) -> Vec<Vec<(usize, f64)>> {
        let mut runs: Vec<Vec<(usize, f64)>> = Vec::new();
        let mut before = None;
        for (point, (value, seconds)) in values.iter().zip(self.times).enumerate() {
            let place = self.axis.place(*seconds).filter(|_| !value.is_nan());
            let stretch = place.map(|(stretch, _)| stretch);
            if let Some((_, x)) = place {
                match runs.last_mut() {
                    Some(run) if before == stretch => run.push((point, x)),
                    _ => runs.push(vec![(point, x)]),
                }
            }
            before = stretch;
        }
        runs
    }

    pub(super) fn line(&self, scene: &mut Scene, values: &[f32], stroke: Ink, width: f64, opacity: f64) {
        for run in self.runs(values) {
            let points = thinned(run.iter().map(|(point, x)| (*x, self.y(values[*point].into()))).collect(), 0.15);
            scene.shapes.push(Shape::Line { points, stroke, width, opacity });
        }
    }

    /// Between two lines.
    pub(super) fn band(&self, scene: &mut Scene, low: &[f32], high: &[f32], fill: Ink, opacity: f64) {
        for run in self.runs(low) {
            let edge = |values: &[f32]| thinned(run.iter().map(|(point, x)| (*x, self.y(values[*point].into()))).collect(), 0.2);
            let points = edge(high).into_iter().chain(edge(low).into_iter().rev()).collect();
            scene.shapes.push(Shape::Area { points, fill, opacity });
        }
    }

    /// Values that hold until they change, over a lit floor.
    pub(super) fn steps(&self, scene: &mut Scene, values: &[f32], ink: Ink, opacity: f64) {
        for run in self.runs(values) {
            let mut points: Vec<(f64, f64)> = Vec::new();
            for (point, x) in &run {
                let y = self.y(values[*point].into());
                let before = points.last().map_or(y, |last| last.1);
                if (y - before).abs() > 0.01 {
                    points.push((*x, before));
                }
                points.push((*x, y));
            }
            let points = thinned(points, 0.04);
            let floor = self.top + self.height;
            let mut area = points.clone();
            area.extend([(points[points.len() - 1].0, floor), (points[0].0, floor)]);
            scene.shapes.push(Shape::Area { points: area, fill: ink, opacity: 0.18 * opacity });
            scene.shapes.push(Shape::Line { points, stroke: ink, width: 1.5, opacity });
        }
    }

    /// Shares one above the other.
    pub(super) fn stack(&self, scene: &mut Scene, shares: &[[f32; 8]], inks: [Ink; 8]) {
        let mut below: Vec<f32> = shares.iter().map(|share| share[0] * 0.0).collect();
        for (layer, ink) in inks.into_iter().enumerate() {
            let above: Vec<f32> = below.iter().zip(shares).map(|(below, share)| below + share[layer]).collect();
            self.band(scene, &below, &above, ink, 0.85);
            below = above;
        }
    }
}

/// Without the points that lie, within so many pixels, on the way between their neighbours.
fn thinned(points: Vec<(f64, f64)>, within: f64) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., before, last] = kept[..] {
            let straight = before.1 + (point.1 - before.1) * (last.0 - before.0) / (point.0 - before.0).max(1e-9);
            let forward = last.0 > before.0 && point.0 > last.0;
            if forward && (straight - last.1).abs() < within {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}
