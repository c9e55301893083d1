//! One page about a scenario: the figure, who came and went, the trains, the moments, what was expected, the numbers, the file.
//!
//! Owns: the page, which needs no other file and runs no script. Does not know: how the figure is drawn.

use std::fmt::Write as _;

use footlights_crowd::{MomentType, Reason};

use super::Shown;
use super::figure::plot::grouped;
use super::figure::svg::escaped;
use super::figure::theme::{Theme, properties};
use super::length::Length;
use super::record::{Curve, MarkKind};
use super::verdict::number;

/// Rows of the table of numbers.
const ROWS_MAX: usize = 25;

const STYLE: &str = "body{margin:0;background:var(--board);color:var(--ink);font:16px/1.55 'Inter Variable',Inter,system-ui,sans-serif}\
main{max-width:1180px;margin:0 auto;padding:32px 20px 64px}h1{font-size:28px;margin:0 0 4px}h2{font-size:19px;margin:40px 0 8px}\
p{max-width:70ch;margin:4px 0 12px}.soft{color:var(--ink-2)}figure{margin:20px 0;background:var(--floor);border:1px solid var(--edge);\
border-radius:14px;overflow:auto}figure svg{display:block;max-width:100%;height:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;\
font-size:15px}.wide{overflow:auto}th,td{text-align:right;padding:6px 14px 6px 0;border-bottom:1px solid var(--edge);white-space:nowrap}\
th{color:var(--ink-2);font-weight:500}th:first-child,td:first-child,.left{text-align:left}ul{padding-left:20px}li{margin:3px 0}\
.no{color:var(--live);font-weight:650}.yes{color:var(--good)}pre{background:var(--floor);border:1px solid var(--edge);border-radius:14px;padding:16px;\
overflow:auto;font-size:13px}summary{cursor:pointer;padding:10px 0;font-weight:650}";

/// The page.
pub(super) fn page(shown: &Shown<'_>, figure: &str) -> String {
    let scenario = &shown.checked.scenario;
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n<style>:root{{color-scheme:light dark;{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}{STYLE}</style>\n<main>\n",
        escaped(&scenario.title),
        properties(Theme::Light),
        properties(Theme::Dark)
    );
    let write = |out: &mut String, text: std::fmt::Arguments<'_>| out.write_fmt(text).expect("a string takes everything");
    write(&mut out, format_args!("<h1>{}</h1>\n", escaped(&scenario.title)));
    if !scenario.about.is_empty() {
        write(&mut out, format_args!("<p>{}</p>\n", escaped(scenario.about.trim())));
    }
    write(&mut out, format_args!("<p class=\"soft\">{}</p>\n<figure>{figure}</figure>\n", escaped(&super::subtitle(shown))));
    expected(&mut out, shown);
    streams(&mut out, shown);
    trains(&mut out, shown);
    moments(&mut out, shown);
    notes(&mut out, shown);
    numbers(&mut out, shown);
    write(
        &mut out,
        format_args!("<details><summary>The scenario</summary><pre>{}</pre></details>\n</main>\n</html>\n", escaped(shown.text)),
    );
    out
}

fn expected(out: &mut String, shown: &Shown<'_>) {
    if shown.judged.is_empty() {
        return;
    }
    let held = shown.judged.iter().filter(|one| one.holds).count();
    let _ = writeln!(out, "<h2>What was expected</h2>\n<p class=\"soft\">{held} of {} hold.</p>\n<ul>", shown.judged.len());
    for one in shown.judged {
        let (class, word) = if one.holds { ("yes", "Yes") } else { ("no", "No") };
        let _ = writeln!(out, "<li><span class=\"{class}\">{word}.</span> {}</li>", escaped(&one.sentence));
    }
    out.push_str("</ul>\n");
}

fn first_run(shown: &Shown<'_>) -> &'static str {
    if shown.records.len() > 1 { " Of the first run." } else { "" }
}

fn streams(out: &mut String, shown: &Shown<'_>) {
    let _ = writeln!(
        out,
        "<h2>Who came and who left</h2>\n<p class=\"soft\">Engagement is the mean over all who watched, 0–1.{}</p>",
        first_run(shown)
    );
    out.push_str("<div class=\"wide\"><table><tr><th>Stream</th><th class=\"left\">Performer</th><th>Times on</th><th>Peak</th><th>Average</th><th>Engagement</th><th>Hours watched</th><th>New followers</th><th>Lost</th>");
    Reason::ALL.iter().for_each(|reason| {
        let _ = write!(out, "<th>{}</th>", left(*reason));
    });
    out.push_str("</tr>\n");
    for curve in &shown.records[0].curves {
        let stream = shown.checked.scenario.stream.iter().find(|stream| stream.name == curve.name).expect("a curve is a stream's");
        let ends = &curve.ends;
        let seconds: u64 = ends.iter().map(|end| end.seconds).sum();
        let watched: u64 = ends.iter().map(|end| end.watch_seconds).sum();
        let engaged: f64 = ends.iter().map(|end| end.engagement * end.watch_seconds as f64).sum();
        let cells = [
            ends.len().to_string(),
            grouped(ends.iter().map(|end| end.peak).max().unwrap_or(0).into()),
            grouped(watched as f64 / seconds.max(1) as f64),
            number(engaged / watched.max(1) as f64),
            grouped(watched as f64 / 3_600.0),
            grouped(ends.iter().map(|end| end.followers_gained).sum::<u32>().into()),
            grouped(ends.iter().map(|end| end.followers_lost).sum::<u32>().into()),
        ];
        let _ = write!(out, "<tr><td>{}</td><td class=\"left\">{:?}</td>", escaped(&curve.name), stream.performer);
        let all = cells.into_iter().chain(curve.left.iter().map(|count| grouped(*count as f64)));
        all.for_each(|cell| {
            let _ = write!(out, "<td>{cell}</td>");
        });
        out.push_str("</tr>\n");
    }
    out.push_str("</table></div>\n");
}

const fn left(reason: Reason) -> &'static str {
    match reason {
        Reason::Bored => "Left bored",
        Reason::Competed => "For another",
        Reason::SessionEnd => "At the end",
        Reason::Unavailable => "Called away",
    }
}

fn trains(out: &mut String, shown: &Shown<'_>) {
    let rides: Vec<_> = shown.records[0].curves.iter().flat_map(|curve| curve.rides.iter().map(|ride| (&curve.name, ride))).collect();
    if rides.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h2>Hype trains</h2>\n<p class=\"soft\">{} in all.{}</p>", rides.len(), first_run(shown));
    out.push_str("<div class=\"wide\"><table><tr><th>Stream</th><th class=\"left\">Began</th><th class=\"left\">By</th><th class=\"left\">Peak</th><th>Points</th><th>Lasted</th><th class=\"left\">Ended</th></tr>\n");
    for (name, ride) in rides.into_iter().take(100) {
        let began = Length((ride.started_at.as_millis() / 1_000) as u32);
        let trigger = match ride.trigger {
            footlights_hype::Trigger::Mood(mood) => mood.name().to_owned(),
            other => format!("{other:?}"),
        };
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td class=\"left\">{began}</td><td class=\"left\">{trigger}</td><td class=\"left\">{}</td><td>{}</td><td>{}</td><td class=\"left\">{:?}</td></tr>",
            escaped(name),
            ride.peak_level,
            grouped(ride.given.as_f64()),
            Length(ride.duration().as_secs() as u32),
            ride.reason
        );
    }
    out.push_str("</table></div>\n");
}

fn moments(out: &mut String, shown: &Shown<'_>) {
    let tick_seconds = shown.checked.scenario.crowd.tick_seconds;
    let mut lines = String::new();
    for curve in &shown.records[0].curves {
        for mark in curve.marks.iter().filter(|mark| mark.kind != MarkKind::Pause) {
            let Some(text) = &mark.text else { continue };
            let _ = writeln!(lines, "<li>{} {}: {}</li>", Length(mark.tick * tick_seconds), escaped(&curve.name), escaped(text));
        }
        for moment in curve.ends.iter().flat_map(|end| &end.moments).filter(|moment| moment.description.is_none()).take(5) {
            let at = Length(moment.tick * tick_seconds);
            let _ =
                writeln!(lines, "<li>{at} {}: {}, reaction {}</li>", escaped(&curve.name), named(moment.moment), number(moment.reaction));
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "<h2>Moments</h2>\n<ul>\n{lines}</ul>");
    }
}

const fn named(moment: MomentType) -> &'static str {
    match moment {
        MomentType::WorldFirst => "a world-first",
        MomentType::Achievement => "an achievement",
        MomentType::CombatHighlight => "a fight",
        MomentType::Discovery => "a discovery",
        MomentType::SocialMoment => "people meet",
        MomentType::HypeTrainPeak => "the peak of a hype train",
    }
}

fn notes(out: &mut String, shown: &Shown<'_>) {
    let notes = &shown.records[0].notes;
    if notes.is_empty() {
        return;
    }
    let lines: String = notes.iter().map(|note| format!("<li>{}</li>\n", escaped(note))).collect();
    let _ = writeln!(out, "<h2>What did not happen</h2>\n<ul>\n{lines}</ul>");
}

/// The figure as a table, for those who cannot see it.
fn numbers(out: &mut String, shown: &Shown<'_>) {
    let record = &shown.records[0];
    let points = record.curves.first().map_or(0, |curve| curve.audience.len());
    let step = points.div_ceil(ROWS_MAX).max(1);
    let _ = writeln!(out, "<details><summary>The figure as a table</summary><p class=\"soft\">{}</p>", first_run(shown).trim());
    for curve in &record.curves {
        let _ = writeln!(
            out,
            "<h2>{}</h2><div class=\"wide\"><table><tr><th>Time</th><th>Audience</th><th>Engagement</th><th>Hype level</th><th>Followers</th></tr>",
            escaped(&curve.name)
        );
        (step - 1..points).step_by(step).for_each(|point| row(out, record.seconds_at(point) as u32, curve, point));
        out.push_str("</table></div>\n");
    }
    out.push_str("</details>\n");
}

fn row(out: &mut String, seconds: u32, curve: &Curve, point: usize) {
    let cell = |value: f32| {
        if value.is_nan() { "–".to_owned() } else { number(value.into()) }
    };
    let _ = writeln!(
        out,
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        Length(seconds),
        cell(curve.audience[point]),
        cell(curve.engagement[point]),
        cell(curve.level[point]),
        cell(curve.followers[point])
    );
}
