//! What an audience can feel, as coarse as it must be.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A broad emotion, coarse on purpose: nothing of what was said can be read back from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub enum SentimentCategory {
    /// High-energy positive: hype, celebration.
    Excited,
    /// Calm positive: encouragement, praise, thanks.
    Supportive,
    /// Negative feedback: complaints, dissatisfaction.
    Critical,
    /// Engagement without clear valence: questions, confusion.
    Curious,
    /// The unexpected.
    Surprised,
    /// Jokes, funny moments.
    Amused,
    /// Low engagement: yawning, waiting, away.
    Bored,
    /// Aggressive negativity: insults, toxicity.
    Hostile,
}

/// The text names no category.
#[derive(Debug, thiserror::Error)]
#[error("not a category such as Excited, Supportive, Critical, Curious, Surprised, Amused, Bored or Hostile")]
pub struct SentimentCategoryParseError;

impl SentimentCategory {
    /// All categories, in the order of [`Self::index`].
    pub const ALL: [Self; 8] =
        [Self::Excited, Self::Supportive, Self::Critical, Self::Curious, Self::Surprised, Self::Amused, Self::Bored, Self::Hostile];

    /// Its place in [`Self::ALL`], 0 to 7, for arrays by category.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name on every surface, such as `Excited`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excited => "Excited",
            Self::Supportive => "Supportive",
            Self::Critical => "Critical",
            Self::Curious => "Curious",
            Self::Surprised => "Surprised",
            Self::Amused => "Amused",
            Self::Bored => "Bored",
            Self::Hostile => "Hostile",
        }
    }
}

impl fmt::Display for SentimentCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for SentimentCategory {
    type Err = SentimentCategoryParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|category| category.name() == text).ok_or(SentimentCategoryParseError)
    }
}

#[cfg(test)]
mod tests {
    use super::SentimentCategory;

    #[test]
    fn a_category_has_one_name_everywhere() {
        for (index, category) in SentimentCategory::ALL.into_iter().enumerate() {
            assert_eq!(category.index(), index);
            assert_eq!(category.name().parse::<SentimentCategory>().expect("own name"), category);
            assert_eq!(serde_json::to_string(&category).expect("json"), format!("\"{category}\""));
        }
        assert!("excited".parse::<SentimentCategory>().is_err());
    }
}
