//! Lines in the manner of chat, made from patterns and from the written tables: what the model learns chat from.

use std::collections::HashMap;

use anyhow::Context as _;
use footlights_base::SentimentCategory as Of;

use crate::goemotions::Example;

const PATTERNS: &str = include_str!("../../data/templates.tsv");
/// The tables whose entries are lines of their own.
const TABLES: [&str; 8] = [
    include_str!("../../src/table/excited.txt"),
    include_str!("../../src/table/supportive.txt"),
    include_str!("../../src/table/critical.txt"),
    include_str!("../../src/table/curious.txt"),
    include_str!("../../src/table/surprised.txt"),
    include_str!("../../src/table/amused.txt"),
    include_str!("../../src/table/bored.txt"),
    include_str!("../../src/table/hostile.txt"),
];
const NEUTRAL: &str = include_str!("../../src/table/neutral.txt");
/// Entries lighter than this are not lines of their own.
const WEIGHT_MIN: f32 = 0.55;
/// Lines made of each pattern.
const EACH: usize = 40;

/// The same numbers every time: training repeats to the byte.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("fits")).expect("below a usize")
    }
}

/// All lines.
pub(crate) fn lines(draw: &mut Draw) -> anyhow::Result<Vec<Example>> {
    let mut slots: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut examples = Vec::new();
    for row in PATTERNS.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let (head, rest) = row.split_once('\t').context("a pattern has a tab")?;
        if let Some(slot) = head.strip_prefix("= ") {
            slots.insert(slot, rest.split('|').collect());
            continue;
        }
        let label = if head == "None" { None } else { Some(head.parse::<Of>()?) };
        for _ in 0..EACH {
            let line = dress(fill(rest, &slots, draw)?, draw);
            examples.push(Example { line, label });
        }
    }
    for row in TABLES.iter().flat_map(|table| table.lines()) {
        from_table(row, &mut examples, draw);
    }
    for row in NEUTRAL.lines().filter_map(|row| row.strip_prefix("neutral: ")) {
        examples.extend(row.split(", ").map(|entry| Example { line: entry.to_owned(), label: None }));
    }
    Ok(examples)
}

/// The entries of one line of a table, as lines of chat.
fn from_table(row: &str, examples: &mut Vec<Example>, draw: &mut Draw) {
    let Some((head, entries)) = row.split_once(": ") else { return };
    let mut words = head.split(' ');
    let Some(Ok(label)) = words.next().map(str::parse::<Of>) else { return };
    if words.next().and_then(|weight| weight.parse::<f32>().ok()).is_none_or(|weight| weight < WEIGHT_MIN) {
        return;
    }
    for entry in entries.split(", ").map(|entry| entry.trim_end_matches('~')) {
        examples.push(Example { line: dress(entry.to_owned(), draw), label: Some(label) });
    }
}

/// Fills the slots of a pattern.
fn fill(pattern: &str, slots: &HashMap<&str, Vec<&str>>, draw: &mut Draw) -> anyhow::Result<String> {
    let mut line = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').context("a slot ends")?;
        let words = slots.get(slot).with_context(|| format!("no slot {slot}"))?;
        line.push_str(before);
        line.push_str(words[draw.below(words.len())]);
        rest = after;
    }
    line.push_str(rest);
    Ok(line)
}

/// Sometimes in capitals, with marks, or with a letter that lasts.
fn dress(line: String, draw: &mut Draw) -> String {
    match draw.below(10) {
        0 => line.to_uppercase(),
        1 => format!("{line}!"),
        2 => line.char_indices().last().filter(|(_, c)| c.is_ascii_alphabetic()).map_or(line.clone(), |(_, c)| format!("{line}{c}{c}{c}")),
        _ => line,
    }
}
