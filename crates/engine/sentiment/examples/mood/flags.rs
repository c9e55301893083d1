//! The command line: a verb, flags with values, switches, one file.

use std::collections::HashMap;
use std::path::PathBuf;

use footlights_sentiment::With;

/// Flags that stand alone.
const SWITCHES: [&str; 3] = ["forced", "plain", "check"];

/// What was asked for.
pub(crate) struct Flags {
    pub(crate) verb: String,
    pub(crate) file: Option<PathBuf>,
    given: HashMap<String, String>,
}

impl Flags {
    /// Reads the words after the program's name.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut words = words;
        let verb = words.next().unwrap_or_default();
        let mut flags = Self { verb, file: None, given: HashMap::new() };
        while let Some(word) = words.next() {
            match word.strip_prefix("--") {
                Some(name) if SWITCHES.contains(&name) => _ = flags.given.insert(name.into(), String::new()),
                Some(name) => {
                    let value = words.next().ok_or_else(|| anyhow::anyhow!("--{name} takes a value"))?;
                    flags.given.insert(name.into(), value);
                }
                None => flags.file = Some(word.into()),
            }
        }
        Ok(flags)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }

    /// Who is asked.
    pub(crate) fn with(&self) -> anyhow::Result<With> {
        Ok(match self.get("with") {
            Some("rules") => With::Rules,
            Some("model") => With::Model,
            Some("both") | None => With::Both,
            Some(other) => anyhow::bail!("--with rules, model or both, not `{other}`"),
        })
    }

    /// The folder of the GoEmotions splits.
    pub(crate) fn data_directory(&self) -> anyhow::Result<PathBuf> {
        self.get("data").map(PathBuf::from).ok_or_else(|| anyhow::anyhow!("--data DIR: the folder with train.tsv, dev.tsv and labels.txt"))
    }
}
