//! One table per area: what was measured, peer, ours, ratio, target.

use crate::median::Median;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Better {
    /// Ratio = peer ÷ ours; a target reads "at least so many times".
    Lower,
    /// Ratio = ours ÷ peer.
    Higher,
}

/// One line of a table.
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) better: Better,
    pub(crate) peer: Option<Median>,
    pub(crate) ours: Median,
    /// The factor that must be reached, and the one we dream of; none where an absolute figure counts.
    pub(crate) must: Option<f64>,
    pub(crate) moon: Option<f64>,
    /// An absolute limit on our own figure.
    pub(crate) limit: Option<f64>,
}

fn figure(value: f64) -> String {
    let digits = if value.abs() >= 1000.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.digits$}")
}

fn spread(median: &Median) -> String {
    format!("{} ({}–{})", figure(median.mid), figure(median.min), figure(median.max))
}

impl Line {
    fn ratio(&self) -> Option<f64> {
        let peer = self.peer?.mid;
        let ratio = match self.better {
            Better::Lower => peer / self.ours.mid,
            Better::Higher => self.ours.mid / peer,
        };
        Some(ratio).filter(|ratio| ratio.is_finite())
    }

    fn verdict(&self) -> &'static str {
        let over = self.limit.is_some_and(|limit| match self.better {
            Better::Lower => self.ours.mid > limit,
            Better::Higher => self.ours.mid < limit,
        });
        let short = |wanted: Option<f64>| match (wanted, self.ratio()) {
            (Some(wanted), Some(ratio)) => ratio < wanted,
            _ => false,
        };
        if over || short(self.must) {
            "BELOW"
        } else if self.must.is_some() && self.ratio().is_none() && self.limit.is_none() {
            "no peer"
        } else if self.moon.is_some() && !short(self.moon) {
            "moon"
        } else {
            "must"
        }
    }

    fn target(&self) -> String {
        let times = |wanted: Option<f64>| wanted.map(|w| format!("{w}×"));
        match (times(self.must), times(self.moon), self.limit) {
            (Some(must), Some(moon), _) => format!("≥ {must}, moon {moon}"),
            (Some(must), None, _) => format!("≥ {must}"),
            (None, _, Some(limit)) => format!("{} {}", if self.better == Better::Lower { "≤" } else { "≥" }, figure(limit)),
            _ => "–".into(),
        }
    }
}

/// Prints a table in Markdown, so that it can be pasted where people read.
#[expect(clippy::print_stdout, reason = "the output of a bench is its table")]
pub(crate) fn print(title: &str, notes: &[String], lines: &[Line]) {
    println!("\n## {title}\n");
    println!("| what | unit | peer | ours | ratio | target | reached |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for line in lines {
        let peer = line.peer.as_ref().map_or_else(|| "–".into(), spread);
        let ratio = line.ratio().map_or_else(|| "–".into(), |ratio| format!("{ratio:.2}×"));
        println!("| {} | {} | {peer} | {} | {ratio} | {} | {} |", line.what, line.unit, spread(&line.ours), line.target(), line.verdict());
    }
    for note in notes {
        println!("\n{note}");
    }
}
