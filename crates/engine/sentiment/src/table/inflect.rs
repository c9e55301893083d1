//! The regular forms of an English verb, so that tables need one line for them.

/// `annoy` → annoy, annoys, annoyed, annoying.
pub(super) fn verb(stem: &str) -> [String; 4] {
    if let Some(short) = stem.strip_suffix('e') {
        return [stem.into(), format!("{stem}s"), format!("{stem}d"), format!("{short}ing")];
    }
    let consonant_y = stem.strip_suffix('y').filter(|rest| !rest.ends_with(['a', 'e', 'i', 'o', 'u']));
    if let Some(short) = consonant_y {
        return [stem.into(), format!("{short}ies"), format!("{short}ied"), format!("{stem}ing")];
    }
    let third = if stem.ends_with("sh") || stem.ends_with("ch") || stem.ends_with('s') { "es" } else { "s" };
    [stem.into(), format!("{stem}{third}"), format!("{stem}ed"), format!("{stem}ing")]
}

#[cfg(test)]
mod tests {
    use super::verb;

    #[test]
    fn regular_forms() {
        assert_eq!(verb("annoy"), ["annoy", "annoys", "annoyed", "annoying"]);
        assert_eq!(verb("amuse"), ["amuse", "amuses", "amused", "amusing"]);
        assert_eq!(verb("clarify"), ["clarify", "clarifies", "clarified", "clarifying"]);
        assert_eq!(verb("cherish"), ["cherish", "cherishes", "cherished", "cherishing"]);
    }
}
