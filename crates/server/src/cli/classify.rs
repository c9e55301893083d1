//! The flags of `footlights classify`.

use clap::{Args, ValueEnum};

/// `footlights classify`
#[derive(Debug, Args)]
pub struct Classify {
    /// Who is asked.
    #[arg(long, value_enum, default_value_t = Asked::Both)]
    pub with: Asked,
    /// Say why, too: each word and sign that counted.
    #[arg(long)]
    pub explain: bool,
    /// Name a category for every line, also where next to nothing is felt.
    #[arg(long)]
    pub forced: bool,
    /// Threads, 1–256; all cores when not said. The result is the same.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

/// Who says what a line feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Asked {
    /// The written tables: quicker, each mood with its reasons.
    Rules,
    /// The trained model.
    Model,
    /// Both.
    Both,
}
