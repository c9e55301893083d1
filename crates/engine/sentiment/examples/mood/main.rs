//! Works on the classifier: measure its quality and its speed, train its model. Training repeats to the byte: `train --check` ends with an error
//! where the committed weights are not what the data give; a test does the same with a slice of the data. From the root of the repository:
//!
//! ```text
//! cargo run --release -p footlights-sentiment --example mood -- quality --data DIR [--forced]
//! cargo run --release -p footlights-sentiment --example mood -- speed FILE [--with …]
//! cargo run --release -p footlights-sentiment --example mood -- train --data DIR [--out FILE | --check]
//! ```

mod chat;
mod flags;
mod goemotions;
mod quality;
mod score;
mod speed;
mod tfidf;
mod train;
mod written;

use std::process::ExitCode;

use flags::Flags;

fn main() -> anyhow::Result<ExitCode> {
    let flags = Flags::read(std::env::args().skip(1))?;
    match flags.verb.as_str() {
        "quality" => quality::run(&flags)?,
        "speed" => speed::run(&flags)?,
        "train" => train::run(&flags)?,
        other => anyhow::bail!("quality, speed or train, not `{other}`"),
    }
    Ok(ExitCode::SUCCESS)
}
