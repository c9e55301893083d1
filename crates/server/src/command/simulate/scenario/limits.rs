//! Single numbers, names and lists against their limits.
//!
//! Owns: the comparison and the refusal with its line. Does not know: which limit is whose.

use std::collections::BTreeMap;

use super::super::length::Length;
use super::Scenario;
use super::place::Places;
use super::refusal::Refusal;

pub(super) struct Check<'a> {
    pub(super) places: Places<'a>,
}

impl Check<'_> {
    pub(super) fn tags(&self, scenario: &Scenario, path: &str, tags: &BTreeMap<String, f64>) -> Result<(), Refusal> {
        self.few(path, tags.len(), footlights_crowd::TAGS_ON_STAGE_MAX)?;
        for (tag, strength) in tags {
            self.within(&format!("{path}.{tag}"), *strength, 0.0, 1.0)?;
            let crowd = &scenario.crowd;
            let same = |name: &String| name.to_lowercase() == tag.to_lowercase();
            if !crowd.interests.iter().any(|one| same(&one.name)) && !crowd.tags.iter().any(|one| same(&one.tag)) {
                let said = format!("{path}: `{tag}` is no content tag and no interest");
                return Err(Refusal::Crowd { line: self.places.line(&format!("{path}.{tag}")), said });
            }
        }
        Ok(())
    }

    /// Also refuses NaN, which is in no range.
    pub(super) fn within(&self, field: &str, value: f64, min: f64, max: f64) -> Result<(), Refusal> {
        if (min..=max).contains(&value) {
            return Ok(());
        }
        let line = self.places.line(field);
        Err(Refusal::OutOfRange { line, field: field.to_owned(), value: value.to_string(), min: min.to_string(), max: max.to_string() })
    }

    pub(super) fn within_time(&self, field: &str, value: Length, min: Length, max: Length) -> Result<(), Refusal> {
        if (min..=max).contains(&value) {
            return Ok(());
        }
        let line = self.places.line(field);
        Err(Refusal::OutOfRange { line, field: field.to_owned(), value: value.to_string(), min: min.to_string(), max: max.to_string() })
    }

    pub(super) fn few(&self, field: &str, count: usize, max: usize) -> Result<(), Refusal> {
        if count <= max { Ok(()) } else { Err(Refusal::TooMany { line: self.places.line(field), field: field.to_owned(), count, max }) }
    }

    pub(super) fn short(&self, field: &str, text: &str, max: usize) -> Result<(), Refusal> {
        if text.len() <= max {
            return Ok(());
        }
        Err(Refusal::TooLong { line: self.places.line(field), field: field.to_owned(), bytes: text.len(), max })
    }
}
