//! One run, drawn in the terminal while it goes on.
//!
//! Owns: how often is drawn, and how fast time passes. Does not know: what a drawing looks like.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use footlights_crowd::Pace;
use tokio::time::{Instant, sleep_until};

use super::play::Play;
use super::record::Record;
use super::scenario::Checked;
use super::terminal;

/// Between two drawings.
const FRAME: Duration = Duration::from_millis(80);

/// Plays it to the end. Without a terminal nothing is drawn on the way.
///
/// # Errors
/// What the run fails with.
pub(super) async fn run(checked: &Checked, pace: Pace, speed: Option<u32>) -> anyhow::Result<Record> {
    let mut play = Play::new(checked, checked.scenario.seed, pace)?;
    let drawn = std::io::stdout().is_terminal();
    let (begun, mut lines) = (Instant::now(), 0);
    let mut frame = begun + FRAME;
    let tick_seconds = f64::from(checked.scenario.crowd.tick_seconds);
    while play.step()? {
        if let Some(speed) = speed {
            sleep_until(begun + Duration::from_secs_f64(f64::from(play.tick) * tick_seconds / f64::from(speed))).await;
        }
        if drawn && Instant::now() >= frame {
            lines = draw(checked, &play, lines)?;
            frame = Instant::now() + FRAME;
        }
    }
    if drawn {
        erase(lines)?;
    }
    play.finish()
}

/// Draws over what was drawn before; answers how many lines there are now.
fn draw(checked: &Checked, play: &Play<'_>, lines: usize) -> anyhow::Result<usize> {
    erase(lines)?;
    let text = terminal::frame(checked, play.record(), play.tick, play.ticks, terminal::width());
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(text.lines().count())
}

fn erase(lines: usize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if lines > 0 {
        write!(out, "\x1b[{lines}A\x1b[J")?;
    }
    Ok(out.flush()?)
}
