//! Where in the file something stands.
//!
//! Owns: from a path such as `stream[2].event[0].significance` to a line. Does not know: what is wrong there.

use toml::de::{DeTable, DeValue};

/// The lines of a file that was read.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    root: Option<DeTable<'a>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, root: DeTable::parse(text).ok().map(toml::Spanned::into_inner) }
    }

    /// The line of what the path names, or of the nearest thing around it; 1 where nothing of it is written.
    pub(super) fn line(&self, path: &str) -> usize {
        let start = self.root.as_ref().map_or(0, |root| in_table(root, path, 0));
        1 + self.text.as_bytes()[..start.min(self.text.len())].iter().filter(|byte| **byte == b'\n').count()
    }

    /// Whether anything is written there.
    pub(super) fn has(&self, path: &str) -> bool {
        let Some(root) = &self.root else { return false };
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        let table = parent.split('.').filter(|step| !step.is_empty()).try_fold(root, |table, step| match table.get(step)?.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => None,
        });
        table.is_some_and(|table| table.contains_key(key))
    }
}

fn in_table(table: &DeTable<'_>, path: &str, fallback: usize) -> usize {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (key, index) = step.split_once('[').map_or((step, None), |(key, index)| (key, index.trim_end_matches(']').parse::<usize>().ok()));
    let Some((name, value)) = table.iter().find(|(name, _)| name.get_ref() == key) else {
        return fallback;
    };
    let (start, value) = match (index, value.get_ref()) {
        (Some(index), DeValue::Array(list)) => match list.get(index) {
            Some(item) => (item.span().start, item.get_ref()),
            None => return name.span().start,
        },
        (_, inner) => (name.span().start, inner),
    };
    match value {
        DeValue::Table(inner) if !rest.is_empty() => in_table(inner, rest, start),
        _ => start,
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn paths_lead_to_their_lines() {
        let text = "title = 'x'\n[crowd.engagement]\ndecay = 2\n\n[[stream]]\nname = 'a'\n[[stream]]\nname = 'b'\n[[stream.event]]\nat = '1m'\nsignificance = 7\n";
        let places = Places::of(text);
        for (path, line) in [
            ("title", 1),
            ("crowd.engagement.decay", 3),
            ("stream[0].name", 6),
            ("stream[1].event[0].significance", 11),
            ("stream[1].event[0].tags", 9),
            ("nothing.at.all", 1),
        ] {
            assert_eq!(places.line(path), line, "{path}");
        }
        assert!(places.has("crowd.engagement.decay") && !places.has("crowd.engagement.growth") && !places.has("hype.x"));
    }
}
