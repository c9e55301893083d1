//! Five panels over one axis of time: audience, engagement, what is felt, hype, followers.
//!
//! Owns: what stands where, names beside lines, marks. Does not know: how a run came about.

use super::super::bands::{Band, Banded};
use super::super::record::{MOODS, Mark, MarkKind};
use super::axis::{TimeAxis, round_up};
use super::panel::Panel;
use super::theme::{Ink, LINES, MOOD_INKS};
use super::{Anchor, Scene, Shape, width_of};

const WIDTH: f64 = 1_180.0;
pub(super) const MARGIN: f64 = 28.0;
/// Where the axis of time begins and ends.
pub(super) const LEFT: f64 = 104.0;
const RIGHT: f64 = WIDTH - 152.0;
/// Marks are named in so many rows.
const MARK_ROWS: usize = 2;
const MARK_ROW: f64 = 17.0;
/// A mood that is never more than this is not named.
const MOOD_NAMED_MIN: f32 = 0.03;

/// What a figure shows.
#[derive(Debug)]
pub(in super::super) struct View<'a> {
    /// Empty where the page has it.
    pub(in super::super) title: &'a str,
    pub(in super::super) subtitle: &'a str,
    /// Seconds between which streams are on.
    pub(in super::super) on: &'a [(u32, u32)],
    /// Seconds from the beginning of every point.
    pub(in super::super) times: &'a [f64],
    /// Seconds of a tick.
    pub(in super::super) tick_seconds: f64,
    pub(in super::super) streamers: &'a [Banded],
    /// Of each streamer.
    pub(in super::super) marks: Vec<&'a [Mark]>,
}

/// Draws it.
pub(in super::super) fn draw(view: &View<'_>) -> Scene {
    let mut scene = Scene { width: WIDTH, title: view.title.to_owned(), ..Scene::default() };
    let axis = TimeAxis::of(view.on, LEFT, RIGHT);
    let order = by_peak(view.streamers);
    let mut top = heading(&mut scene, view);
    top +=
        if view.marks.iter().any(|marks| marks.iter().any(|mark| mark.text.is_some())) { MARK_ROW * MARK_ROWS as f64 + 6.0 } else { 0.0 };
    let first = top + 34.0;
    let heights = [176.0, 92.0, 108.0, 92.0, 84.0];
    let mut panels = Vec::new();
    for height in heights {
        top += 34.0;
        panels.push(Panel { axis: &axis, top, height, highest: 1.0, times: view.times });
        top += height + 16.0;
    }
    let bottom = top - 16.0;
    marks(&mut scene, view, &axis, &order, first, bottom);
    audience(&mut scene, view, &order, panels[0]);
    engagement(&mut scene, view, &order, panels[1]);
    felt(&mut scene, view, &order, panels[2]);
    hype(&mut scene, view, &order, panels[3]);
    followers(&mut scene, view, &order, panels[4]);
    time(&mut scene, &axis, bottom);
    scene.height = bottom + 58.0;
    let floor = Shape::Box { x: 0.0, y: 0.0, width: WIDTH, height: scene.height, radius: 0.0, fill: Ink::Floor, opacity: 1.0 };
    scene.shapes.insert(0, floor);
    scene
}

fn heading(scene: &mut Scene, view: &View<'_>) -> f64 {
    if view.title.is_empty() {
        return 10.0;
    }
    scene.strong((MARGIN, 44.0), 22.0, Ink::Text, view.title);
    scene.text((MARGIN, 66.0), 13.0, Ink::Ink2, view.subtitle);
    78.0
}

/// Streamers, the one with the largest house first.
fn by_peak(streamers: &[Banded]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..streamers.len()).collect();
    let peak = |index: &usize| streamers[*index].audience.of[2].iter().copied().fold(0.0_f32, f32::max);
    order.sort_by(|one, other| peak(other).total_cmp(&peak(one)));
    order
}

/// The colour of the streamer with this place, how strongly it is drawn, how wide.
fn look(place: usize) -> (Ink, f64, f64) {
    LINES.get(place).map_or((Ink::Ink3, 0.5, 1.0), |ink| (*ink, 1.0, 1.8))
}

/// Draws one column of every streamer, the most important on top.
fn lines<'a>(scene: &mut Scene, view: &'a View<'_>, order: &[usize], panel: Panel<'_>, column: impl Fn(&'a Banded) -> &'a Band) {
    for (place, index) in order.iter().enumerate().rev() {
        let (ink, opacity, width) = look(place);
        let [lowest, low, middle, high, highest] = &column(&view.streamers[*index]).of;
        if !low.is_empty() && place < LINES.len() {
            panel.band(scene, lowest, highest, ink, 0.12);
            panel.band(scene, low, high, ink, 0.2);
        }
        panel.line(scene, middle, ink, width, opacity);
    }
}

fn highest<'a>(view: &'a View<'_>, column: impl Fn(&'a Banded) -> &'a Band) -> f64 {
    let all = view.streamers.iter().flat_map(|one| column(one).of.iter().flatten());
    all.copied().filter(|value| !value.is_nan()).fold(0.0_f32, f32::max).into()
}

fn counted(highest: f64) -> (f64, Vec<(f64, String)>) {
    let (end, step) = round_up(highest);
    let names = (0..=(end / step).round() as u32).map(|number| f64::from(number) * step);
    (end, names.map(|value| (value, grouped(value))).collect())
}

/// A whole number with a comma at the thousands.
pub(in super::super) fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("−", digits));
    let mut out = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn audience(scene: &mut Scene, view: &View<'_>, order: &[usize], mut panel: Panel<'_>) {
    let (end, names) = counted(highest(view, |one| &one.audience));
    panel.highest = end;
    panel.frame(scene, "Audience", "members watching", &names);
    lines(scene, view, order, panel, |one| &one.audience);
    if view.streamers.len() > 1 {
        let last = |index: usize| view.streamers[index].audience.of[2].iter().rev().copied().find(|value| !value.is_nan()).unwrap_or(0.0);
        let text = |index: usize| shortened(&view.streamers[index].name, 13.0, WIDTH - RIGHT - 22.0);
        let y = beside(scene, order, panel, last, text);
        if order.len() > LINES.len() {
            let text = format!("and {} others", order.len() - LINES.len());
            scene.text((RIGHT + 10.0, y + 21.0), 12.0, Ink::Ink3, text);
        }
    }
}

/// Words at the end of the first lines, moved apart where they would touch; answers where the last stands.
fn beside(scene: &mut Scene, order: &[usize], panel: Panel<'_>, last: impl Fn(usize) -> f32, text: impl Fn(usize) -> String) -> f64 {
    let mut named: Vec<(f64, usize, usize)> =
        order.iter().enumerate().take(LINES.len()).map(|(place, index)| (panel.y(last(*index).into()), place, *index)).collect();
    named.sort_by(|one, other| one.0.total_cmp(&other.0));
    let room = 17.0;
    let lowest = panel.top + panel.height - room * named.len().saturating_sub(1) as f64;
    let mut y = f64::MIN;
    for (rank, (wanted, place, index)) in named.iter().enumerate() {
        y = wanted.max(y + room).max(panel.top).min(lowest + room * rank as f64);
        scene.strong((RIGHT + 10.0, y + 4.0), 13.0, look(*place).0, text(*index));
    }
    y
}

/// A text cut so that it is no wider, with an ellipsis.
fn shortened(text: &str, size: f64, width: f64) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let mut out = text.to_owned();
    while width_of(&out, size, true) > width && letters.pop().is_some() {
        out = format!("{}…", letters.iter().collect::<String>().trim_end());
    }
    out
}

fn engagement(scene: &mut Scene, view: &View<'_>, order: &[usize], panel: Panel<'_>) {
    let names = [0.0, 0.5, 1.0].map(|value| (value, format!("{value}")));
    panel.frame(scene, "Engagement", "mean of the house, 0–1", &names);
    lines(scene, view, order, panel, |one| &one.engagement);
}

fn felt(scene: &mut Scene, view: &View<'_>, order: &[usize], panel: Panel<'_>) {
    let Some(one) = order.first().map(|index| &view.streamers[*index]) else {
        return;
    };
    let unit = if view.streamers.len() > 1 { format!("share of members, in the house of {}", one.name) } else { "share of members".into() };
    panel.frame(scene, "What they feel", &unit, &[0.0, 0.5, 1.0].map(|value| (value, format!("{:.0} %", value * 100.0))));
    panel.stack(scene, &one.moods, MOOD_INKS);
    // Named beside the stack, in its order, as far as each is ever seen.
    let most = |mood: usize| one.moods.iter().map(|shares| shares[mood]).filter(|share| !share.is_nan()).fold(0.0_f32, f32::max);
    let named: Vec<usize> = (0..8).rev().filter(|mood| most(*mood) >= MOOD_NAMED_MIN).collect();
    let room = (panel.height / named.len().max(1) as f64).min(17.0);
    for (rank, mood) in named.into_iter().enumerate() {
        let y = panel.top + 6.0 + room * rank as f64;
        let (x, width, height, fill) = (RIGHT + 10.0, 10.0, 10.0, MOOD_INKS[mood]);
        scene.shapes.push(Shape::Box { x, y: y - 5.0, width, height, radius: 3.0, fill, opacity: 0.85 });
        scene.text((RIGHT + 26.0, y + 4.0), 12.0, Ink::Ink2, MOODS[mood].name());
    }
}

fn hype(scene: &mut Scene, view: &View<'_>, order: &[usize], mut panel: Panel<'_>) {
    panel.highest = 6.0;
    let names = [(0.0, "none".to_owned()), (1.0, String::new()), (3.0, "3".into()), (5.0, "5".into()), (6.0, "Legendary".into())];
    panel.frame(scene, "Hype train", "level", &names);
    for (place, index) in order.iter().enumerate().rev() {
        let (ink, opacity, _) = look(place);
        let [_, _, middle, high, highest] = &view.streamers[*index].level.of;
        if !high.is_empty() && place < LINES.len() {
            let floor = vec![0.0; high.len()];
            let lit = |values: &[f32]| {
                values.iter().zip(&floor).map(|(value, floor)| if value.is_nan() { f32::NAN } else { *floor }).collect::<Vec<_>>()
            };
            panel.band(scene, &lit(highest), highest, ink, 0.12);
            panel.band(scene, &lit(high), high, ink, 0.2);
        }
        panel.steps(scene, &risen(middle), ink, opacity);
    }
}

/// Without the stretches in which no train runs, but for their edges.
fn risen(levels: &[f32]) -> Vec<f32> {
    let rides = |index: usize| levels.get(index).is_some_and(|level| *level > 0.0);
    let near = |index: usize| rides(index) || rides(index + 1) || index.checked_sub(1).is_some_and(rides);
    levels.iter().enumerate().map(|(index, level)| if near(index) { *level } else { f32::NAN }).collect()
}

fn followers(scene: &mut Scene, view: &View<'_>, order: &[usize], mut panel: Panel<'_>) {
    let (end, names) = counted(highest(view, |one| &one.followers));
    panel.highest = end;
    panel.frame(scene, "Followers", "members", &names);
    lines(scene, view, order, panel, |one| &one.followers);
    let last = |index: usize| view.streamers[index].followers.of[2].last().copied().unwrap_or(0.0);
    beside(scene, order, panel, last, |index| grouped(last(index).into()));
}

/// Marks above the panels, named where there is room, each with a line through all of them.
fn marks(scene: &mut Scene, view: &View<'_>, axis: &TimeAxis, order: &[usize], top: f64, bottom: f64) {
    let mut all: Vec<(f64, usize, &Mark)> = Vec::new();
    for (place, index) in order.iter().enumerate().take(LINES.len()) {
        all.extend(view.marks[*index].iter().filter_map(|mark| Some((axis.x(f64::from(mark.tick) * view.tick_seconds)?, place, mark))));
    }
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut taken = [f64::MIN; MARK_ROWS];
    for (x, place, mark) in all {
        let Some(text) = &mark.text else {
            scene.shapes.push(Shape::Dot { x, y: top - 5.0, radius: 1.6, fill: Ink::Ink3 });
            continue;
        };
        let ink = if mark.kind == MarkKind::Pause { Ink::Ink3 } else { look(place).0 };
        scene.line(vec![(x, top - 2.0), (x, bottom)], Ink::Edge, 0.8);
        scene.shapes.push(Shape::Dot { x, y: top - 5.0, radius: 3.6, fill: ink });
        let width = width_of(text, 12.0, false);
        // Named to the right of its mark, or to the left where the page ends.
        let (start, anchor) = if x + width > WIDTH - MARGIN { (x - width, Anchor::End) } else { (x, Anchor::Start) };
        let Some(row) = taken.iter().position(|end| start > end + 12.0) else {
            continue;
        };
        taken[row] = start + width;
        let y = top - 34.0 - MARK_ROW * row as f64;
        scene.anchored((x, y), 12.0, Ink::Ink2, anchor, text);
    }
}

fn time(scene: &mut Scene, axis: &TimeAxis, bottom: f64) {
    for (x, name) in axis.ticks() {
        scene.line(vec![(x, bottom), (x, bottom + 5.0)], Ink::Ink3, 1.0);
        scene.anchored((x, bottom + 20.0), 11.0, Ink::Ink3, Anchor::Middle, name);
    }
    let mut text = "time since the beginning".to_owned();
    if axis.stretches().count() > 1 {
        text.push_str("; hours in which nobody is on are left out");
    }
    scene.text((LEFT, bottom + 42.0), 12.0, Ink::Ink3, text);
}
