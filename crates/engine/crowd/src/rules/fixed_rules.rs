//! The knobs as integers: levels of 65,535, parts of 65,536, ticks.

use super::Words;
use crate::config::Config;
use crate::fixed::{level, rate};

/// A checked configuration. The same configuration always gives the same rules, on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    pub(crate) config: Config,
    pub(crate) words: Words,
    pub(crate) growth: u8,
    pub(crate) decay: u8,
    pub(crate) base: u8,
    pub(crate) interest_decay: u16,
    pub(crate) tag_fade: u16,
    pub(crate) leave_below: u16,
    pub(crate) leave_chance: u32,
    pub(crate) stay_ticks: u32,
    pub(crate) passer_by_ticks: u32,
    pub(crate) passers_by: u32,
    pub(crate) rest_ticks: u32,
    pub(crate) arrival_rate: u32,
    /// What is left of the buzz after a tick, of 65,536.
    pub(crate) buzz_keeps: u32,
    pub(crate) matching_ticks: u32,
    pub(crate) busy_matching_ticks: u32,
    pub(crate) migration_margin: u32,
    /// engagement, follower, content, reputation, context; of 65,536.
    pub(crate) weights: [u32; 5],
    pub(crate) world_first: u32,
    pub(crate) strong: u16,
    pub(crate) lift: u16,
    pub(crate) houses: [u32; 5],
    pub(crate) follow: FollowRules,
    pub(crate) real: RealRules,
    pub(crate) steps: Vec<Step>,
    pub(crate) ticks_per_hour: u32,
    /// Of the configuration as text; a snapshot bears it.
    pub(crate) fingerprint: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FollowRules {
    pub(crate) engagement: u16,
    pub(crate) watch_ticks: u32,
    pub(crate) sessions: u32,
    pub(crate) max: usize,
    pub(crate) from_phase: u8,
    pub(crate) missed: u16,
    /// What is left of loyalty after an hour in which the streamer was not live, of 2³².
    pub(crate) neglect_keeps: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RealRules {
    pub(crate) blending: bool,
    pub(crate) ttl_ticks: u32,
    pub(crate) max: usize,
    pub(crate) decay: u16,
    pub(crate) max_share: u32,
    /// Of 256.
    pub(crate) role_weight: u32,
    /// Of 256.
    pub(crate) bored_churn: u32,
    pub(crate) rally_share: u32,
    pub(crate) contagion: u32,
}

/// One way for a personality to change, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) hours: u32,
}

fn of_65536(share: f64) -> u32 {
    (share * 65_536.0).round() as u32
}

fn of_256(factor: f64) -> u32 {
    (factor * 256.0).round() as u32
}

impl Rules {
    /// The configuration they came from.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Seconds as whole ticks, at least one.
    pub(crate) fn ticks(&self, seconds: u32) -> u32 {
        (seconds / self.config.tick_seconds).max(1)
    }

    pub(super) fn of(config: &Config, words: Words, steps: Vec<Step>) -> Self {
        let (engagement, attendance, weights) = (&config.engagement, &config.attendance, &config.weights);
        let tick = config.tick_seconds;
        let ticks = |seconds: u32| (seconds / tick).max(1);
        let house = |phase: i32| {
            let wanted = f64::from(config.house) * config.house_scale_per_phase.powi(phase);
            wanted.min(f64::from(config.max_per_session)) as u32
        };
        let weight = |weight: f64| of_65536(weight);
        let half_lives = f64::from(tick) / 60.0 / attendance.buzz_half_life_minutes;
        Self {
            growth: rate(engagement.growth),
            decay: rate(engagement.decay),
            base: (level(engagement.base) >> 8) as u8,
            interest_decay: level(engagement.interest_decay),
            tag_fade: level(engagement.tag_fade),
            leave_below: level(attendance.leave_below),
            leave_chance: of_65536(attendance.leave_chance),
            stay_ticks: ticks(attendance.stay_minutes * 60),
            passer_by_ticks: ticks(attendance.passer_by_seconds),
            passers_by: of_65536(attendance.passers_by),
            rest_ticks: attendance.rest_minutes * 60 / tick,
            arrival_rate: of_65536(attendance.arrival_rate),
            buzz_keeps: of_65536((-half_lives).exp2()),
            matching_ticks: ticks(config.matching_seconds),
            busy_matching_ticks: ticks(config.high_load_matching_seconds),
            migration_margin: of_65536(attendance.migration_margin),
            weights: [weights.engagement, weights.follower, weights.content, weights.reputation, weights.context].map(weight),
            world_first: of_256(config.reaction.world_first),
            strong: level(config.reaction.strong),
            lift: level(config.reaction.lift),
            houses: [0, 1, 2, 3, 4].map(house),
            follow: FollowRules::of(config),
            real: RealRules::of(config),
            steps,
            ticks_per_hour: 3600 / tick,
            fingerprint: fingerprint(config),
            words,
            config: config.clone(),
        }
    }
}

impl FollowRules {
    fn of(config: &Config) -> Self {
        let follow = &config.follow;
        // One session asks for the average; several in a row ask for the higher interest in each.
        let engagement = if follow.sessions > 1 { follow.engagement.max(follow.interest) } else { follow.engagement };
        let hours = f64::from(follow.neglect_half_life_days) * 24.0;
        Self {
            engagement: level(engagement),
            watch_ticks: follow.watch_minutes * 60 / config.tick_seconds,
            sessions: follow.sessions,
            max: follow.max as usize,
            from_phase: follow.from_phase,
            missed: follow.missed_sessions as u16,
            neglect_keeps: ((-1.0 / hours).exp2() * 4_294_967_296.0).round() as u64,
        }
    }
}

impl RealRules {
    fn of(config: &Config) -> Self {
        let real = &config.real;
        Self {
            blending: real.blending,
            ttl_ticks: (real.ttl_seconds / config.tick_seconds).max(1),
            max: real.max as usize,
            decay: level(real.decay),
            max_share: (real.max_share * 65_536.0).ceil() as u32,
            role_weight: of_256(real.role_weight),
            bored_churn: of_256(real.bored_churn),
            rally_share: of_65536(real.rally_share),
            contagion: of_65536(real.contagion),
        }
    }
}

/// FNV-1a over the configuration's debug text: floats print exactly, so two configurations with one print are one configuration.
fn fingerprint(config: &Config) -> u64 {
    format!("{config:?}").bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
