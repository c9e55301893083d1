//! The default list: what most creators do not want read out on stage, in a few languages. Short on purpose; a creator adds
//! her own. Insults of groups of people come first, since they end channels.

/// One a line; `*` stands for any ending.
const LIST: &str = include_str!("default_list.txt");

/// Its words.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
