//! `footlights simulate`: plays a scenario of streams with a simulated crowd and shows what became of it.
//!
//! Owns: the command: which runs, what is said, what is written. Does not know: the rules of crowd and train, which are their engines'.

mod bands;
mod explain;
mod figure;
mod length;
mod live;
mod plan;
mod play;
mod record;
mod report;
mod runs;
mod scenario;
mod table;
mod terminal;
#[cfg(test)]
mod tests;
mod verdict;

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use footlights_crowd::{Pace, Path as Lane};

use crate::cli::Simulate;
use bands::{Banded, bands};
use play::Play;
use record::Record;
use scenario::Checked;
use verdict::Judged;

/// Reads the scenario and does what the flags say.
///
/// # Errors
/// A scenario that is not played, a folder that cannot be written, in words for the terminal.
pub(super) async fn run(flags: &Simulate) -> anyhow::Result<ExitCode> {
    let text = read(&flags.scenario)?;
    let mut checked = scenario::read(&text).with_context(|| flags.scenario.display().to_string())?;
    checked.scenario.seed = flags.seed.unwrap_or(checked.scenario.seed);
    let threads = flags.threads.map_or_else(cores, |count| NonZeroUsize::new(count.into()).expect("at least one"));
    let pace = Pace { threads, path: Lane::Wide };
    if let Some(asked) = &flags.explain {
        let said = explain::run(&checked, asked, pace)?;
        return super::say(&said).map(|()| ExitCode::SUCCESS);
    }
    if flags.hashes {
        return hashes(&checked, pace).map(|()| ExitCode::SUCCESS);
    }
    let (records, verdicts) = if flags.runs == 1 {
        let record = live::run(&checked, pace, flags.speed).await?;
        let verdicts = vec![verdict::judge(&checked, &record)];
        (vec![thinned(record)], verdicts)
    } else {
        runs::run(&checked, flags.runs, threads)?
    };
    let judged = verdict::sum_up(&checked, &verdicts);
    let streamers = bands(&records);
    if let Some(folder) = &flags.out {
        write(folder, &Shown { checked: &checked, text: &text, records: &records, streamers: &streamers, judged: &judged })?;
    }
    let mut said = terminal::summary(&checked, &records, &streamers, terminal::width(), std::io::stdout().is_terminal());
    let failed = judged.iter().filter(|one| !one.holds).count();
    for one in &judged {
        said.push_str(&format!("{} {}\n", if one.holds { "yes" } else { "NO " }, one.sentence));
    }
    super::say(&said)?;
    Ok(if flags.check && failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// All there is to show.
struct Shown<'a> {
    checked: &'a Checked,
    /// The file, as it was written.
    text: &'a str,
    records: &'a [Record],
    streamers: &'a [Banded],
    judged: &'a [Judged],
}

fn read(path: &Path) -> anyhow::Result<String> {
    let named = || path.display().to_string();
    let file = std::fs::File::open(path).with_context(named)?;
    let mut bytes = Vec::new();
    file.take(scenario::FILE_BYTES_MAX + 1).read_to_end(&mut bytes).with_context(named)?;
    if bytes.len() as u64 > scenario::FILE_BYTES_MAX {
        return Err(scenario::Refusal::TooLarge { max: scenario::FILE_BYTES_MAX }).with_context(named);
    }
    String::from_utf8(bytes).with_context(named)
}

fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

fn thinned(mut record: Record) -> Record {
    record.thin();
    record
}

/// A line for each tick: its number and the hash of everything.
fn hashes(checked: &Checked, pace: Pace) -> anyhow::Result<()> {
    let mut play = Play::new(checked, checked.scenario.seed, pace)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    while play.step()? {
        match writeln!(out, "{} {:016x}", play.tick, play.hash()) {
            // Whoever stopped reading has what they wanted.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    Ok(out.flush()?)
}

/// The files of `--out`.
fn write(folder: &Path, shown: &Shown<'_>) -> anyhow::Result<()> {
    use figure::theme::Theme;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let titled = scene(shown, &shown.checked.scenario.title);
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())
    };
    put("figure.svg", figure::svg::file(&titled).as_bytes())?;
    put("figure-light.png", &figure::png::file(&titled, Theme::Light)?)?;
    put("figure-dark.png", &figure::png::file(&titled, Theme::Dark)?)?;
    put("curves.csv", &table::file(shown.records, shown.streamers)?)?;
    put("report.html", report::page(shown, &figure::svg::within_page(&scene(shown, ""))).as_bytes())
}

/// The figure; without a title where the page has it.
fn scene(shown: &Shown<'_>, title: &str) -> figure::Scene {
    let record = &shown.records[0];
    let on: Vec<(u32, u32)> = shown.checked.sessions.iter().map(|session| (session.start, session.end)).collect();
    let times: Vec<f64> = (0..record.points.len()).map(|point| record.seconds_at(point)).collect();
    let subtitle = subtitle(shown);
    figure::plot::draw(&figure::plot::View {
        title,
        subtitle: &subtitle,
        on: &on,
        times: &times,
        tick_seconds: f64::from(record.tick_seconds),
        streamers: shown.streamers,
        marks: record.curves.iter().map(|curve| &curve.marks[..]).collect(),
    })
}

fn subtitle(shown: &Shown<'_>) -> String {
    let scenario = &shown.checked.scenario;
    let pool = figure::plot::grouped(f64::from(scenario.pool));
    let runs = match shown.records.len() {
        1 => format!("seed {}", scenario.seed),
        runs => format!("{runs} runs: median, middle half, nine tenths; marks of the first"),
    };
    format!("{}, a reservoir of {pool} members, {runs}", scenario.length)
}
