//! Ranges: each number of a configuration is inside its range, each list inside its limit, each name known.

use footlights_base::OutOfRange;

use crate::config::Config;
use crate::refusal::ConfigRefusal;
use crate::rules::{Rules, Words};
use crate::{MEMBERS_MAX, NAME_BYTES_MAX};

/// Content tags of one game service besides the names of its interests.
pub(super) const TAG_RULES_MAX: usize = 256;
/// Ways for a personality to change.
pub(super) const EVOLUTION_STEPS_MAX: usize = 16;

impl Config {
    /// The rules this configuration means.
    ///
    /// # Errors
    ///
    /// The first thing that is out of its range, too long, empty, twice or unknown. NaN is outside every range.
    pub fn check(&self) -> Result<Rules, ConfigRefusal> {
        let members = f64::from(MEMBERS_MAX);
        let (engagement, attendance, weights) = (&self.engagement, &self.attendance, &self.weights);
        let (reaction, follow, real) = (&self.reaction, &self.follow, &self.real);
        let ranges: [(&'static str, f64, f64, f64); 46] = [
            ("tick_seconds", self.tick_seconds.into(), 1.0, 60.0),
            ("matching_seconds", self.matching_seconds.into(), 1.0, 3600.0),
            ("high_load_matching_seconds", self.high_load_matching_seconds.into(), 1.0, 3600.0),
            ("reservoir", self.reservoir.into(), 1.0, members),
            ("house", self.house.into(), 1.0, 100_000.0),
            ("house_scale_per_phase", self.house_scale_per_phase, 1.0, 10.0),
            ("max_per_session", self.max_per_session.into(), 1.0, members),
            ("collective_above", self.collective_above.into(), 2.0, members),
            ("notables", self.notables.into(), 0.0, 100.0),
            ("engagement.growth", engagement.growth, 0.0, 0.1),
            ("engagement.decay", engagement.decay, 0.0, 0.1),
            ("engagement.base", engagement.base, 0.05, 0.9),
            ("engagement.interest_decay", engagement.interest_decay, 0.0, 0.5),
            ("engagement.tag_fade", engagement.tag_fade, 0.0, 1.0),
            ("attendance.leave_below", attendance.leave_below, 0.0, 0.5),
            ("attendance.leave_chance", attendance.leave_chance, 0.0, 1.0),
            ("attendance.stay_minutes", attendance.stay_minutes.into(), 1.0, 1440.0),
            ("attendance.passers_by", attendance.passers_by, 0.0, 0.9),
            ("attendance.passer_by_seconds", attendance.passer_by_seconds.into(), 5.0, 600.0),
            ("attendance.rest_minutes", attendance.rest_minutes.into(), 0.0, 1440.0),
            ("attendance.arrival_rate", attendance.arrival_rate, 0.0, 1.0),
            ("attendance.buzz_half_life_minutes", attendance.buzz_half_life_minutes, 0.5, 240.0),
            ("attendance.migration_margin", attendance.migration_margin, 0.0, 1.0),
            ("weights.engagement", weights.engagement, 0.0, 1.0),
            ("weights.follower", weights.follower, 0.0, 1.0),
            ("weights.content", weights.content, 0.0, 1.0),
            ("weights.reputation", weights.reputation, 0.0, 1.0),
            ("weights.context", weights.context, 0.0, 1.0),
            ("reaction.world_first", reaction.world_first, 1.0, 100.0),
            ("reaction.strong", reaction.strong, 0.0, 1.0),
            ("reaction.lift", reaction.lift, 0.0, 1.0),
            ("reaction.moments", reaction.moments.into(), 0.0, 100.0),
            ("follow.engagement", follow.engagement, 0.0, 1.0),
            ("follow.watch_minutes", follow.watch_minutes.into(), 0.0, 10_000.0),
            ("follow.sessions", follow.sessions.into(), 1.0, 100.0),
            ("follow.interest", follow.interest, 0.0, 1.0),
            ("follow.max", follow.max.into(), 0.0, 1_000_000.0),
            ("follow.from_phase", follow.from_phase.into(), 0.0, 4.0),
            ("follow.missed_sessions", follow.missed_sessions.into(), 1.0, 1000.0),
            ("follow.neglect_half_life_days", follow.neglect_half_life_days.into(), 1.0, 3650.0),
            ("real.ttl_seconds", real.ttl_seconds.into(), 1.0, 600.0),
            ("real.max", real.max.into(), 0.0, 5000.0),
            ("real.decay", real.decay, 0.0, 1.0),
            ("real.max_share", real.max_share, 0.01, 1.0),
            ("real.role_weight", real.role_weight, 1.0, 10.0),
            ("real.bored_churn", real.bored_churn, 0.0, 20.0),
        ];
        for (field, value, min, max) in ranges {
            within(field, value, min, max)?;
        }
        within("real.rally_share", real.rally_share, 0.01, 1.0)?;
        within("real.contagion", real.contagion, 0.0, 1.0)?;
        let words = Words::check(self)?;
        let steps = words.evolution_steps(&self.evolution)?;
        Ok(Rules::of(self, words, steps))
    }
}

pub(super) fn within(field: &'static str, value: f64, min: f64, max: f64) -> Result<(), ConfigRefusal> {
    Ok(OutOfRange::check(field, value, min, max)?)
}

pub(super) fn not_too_many(field: &'static str, count: usize, max: usize) -> Result<(), ConfigRefusal> {
    if count > max { Err(ConfigRefusal::TooMany { field, count, max }) } else { Ok(()) }
}

/// Every name has a length that is allowed and stands once.
pub(super) fn names<'a>(field: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), ConfigRefusal> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if name.is_empty() || name.len() > NAME_BYTES_MAX {
            return Err(ConfigRefusal::NameLength { field, bytes: name.len() });
        }
        if !seen.insert(name.to_lowercase()) {
            return Err(ConfigRefusal::Twice { field, name: name.to_owned() });
        }
    }
    Ok(())
}
