//! The GoEmotions splits, mapped to our categories as their README suggests.

use std::path::Path;

use anyhow::Context as _;
use footlights_base::SentimentCategory as Of;

/// A line and what it feels; none: nothing.
pub(crate) struct Example {
    pub(crate) line: String,
    pub(crate) label: Option<Of>,
}

/// Reads a split. Lines with emotions of two categories are left out, as are those whose only emotions are mapped to none but
/// are not neutral: they feel something we have no name for.
pub(crate) fn read(directory: &Path, split: &str) -> anyhow::Result<Vec<Example>> {
    let open = |name: &str| std::fs::read_to_string(directory.join(name)).with_context(|| format!("{name} in {}", directory.display()));
    let names = open("labels.txt")?;
    let names: Vec<&str> = names.split_whitespace().collect();
    let mut examples = Vec::new();
    for row in open(&format!("{split}.tsv"))?.lines() {
        let mut columns = row.split('\t');
        let (line, ids) = (columns.next().unwrap_or_default(), columns.next().context("two columns")?);
        let emotions: Vec<&str> = ids.split(',').filter_map(|id| names.get(id.parse::<usize>().ok()?).copied()).collect();
        let mut categories: Vec<Of> = emotions.iter().filter_map(|emotion| category(emotion)).collect();
        categories.dedup();
        let unmapped = emotions.iter().filter(|emotion| category(emotion).is_none()).count();
        let label = match (categories.as_slice(), unmapped) {
            ([one], 0) => Some(*one),
            ([], 1) if emotions == ["neutral"] => None,
            _ => continue,
        };
        examples.push(Example { line: line.to_owned(), label });
    }
    Ok(examples)
}

/// The category of an emotion.
fn category(emotion: &str) -> Option<Of> {
    Some(match emotion {
        "excitement" | "joy" | "desire" => Of::Excited,
        "admiration" | "approval" | "caring" | "gratitude" | "love" | "optimism" | "pride" => Of::Supportive,
        "disapproval" | "disappointment" | "annoyance" => Of::Critical,
        "curiosity" | "confusion" => Of::Curious,
        "surprise" | "realization" => Of::Surprised,
        "amusement" => Of::Amused,
        "anger" | "disgust" => Of::Hostile,
        _ => return None,
    })
}
