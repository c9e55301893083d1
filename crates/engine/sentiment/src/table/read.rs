//! Reads the lines of a table.

use footlights_base::SentimentCategory;

use super::Traits;

/// What kind of entries a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Words and phrases: in lower case, separated by commas.
    Words,
    /// Emotes and emoticons: as typed, separated by commas.
    Emotes,
    /// Emoji: one character each, separated by spaces.
    Emoji,
}

/// What stands before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) weight: Option<(SentimentCategory, u8)>,
    pub(super) traits: Traits,
}

/// The entries of a table, each with the head of its line.
pub(super) fn entries(text: &'static str, source: Source) -> impl Iterator<Item = (Head, &'static str)> {
    let separator = if source == Source::Emoji { " " } else { ", " };
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).flat_map(move |line| {
        let (head, list) = line.split_once(": ").expect("a line has a colon");
        let head = read_head(head);
        list.split(separator).map(move |entry| (head, entry.trim()))
    })
}

fn read_head(text: &str) -> Head {
    let mut head = Head { weight: None, traits: Traits::default() };
    let mut category = None;
    for word in text.split(' ') {
        if let Ok(found) = word.parse::<SentimentCategory>() {
            category = Some(found);
        } else if let Ok(weight) = word.parse::<f32>() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 100 before")]
            let hundredths = (weight * 100.0).round().clamp(0.0, 100.0) as u8;
            head.weight = category.map(|category| (category, hundredths));
        } else {
            head.traits.add(Traits::named(word).expect("the heads of the tables name categories, weights and traits"));
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::{Source, entries, read_head};
    use crate::table::Traits;
    use footlights_base::SentimentCategory;

    #[test]
    fn a_head_names_a_category_a_weight_and_traits() {
        let head = read_head("Supportive 0.65 praise");
        assert_eq!(head.weight, Some((SentimentCategory::Supportive, 65)));
        assert!(head.traits.has(Traits::PRAISE));
        assert_eq!(read_head("negator").weight, None);
    }

    #[test]
    fn entries_come_with_their_head() {
        let found: Vec<&str> = entries("# said\n\nAmused 0.5: lol, ha ha\n", Source::Words).map(|(_, entry)| entry).collect();
        assert_eq!(found, ["lol", "ha ha"]);
    }
}
